resource "aws_s3_bucket" "source" {
  bucket        = "terraform-source"
  force_destroy = true
  tags          = { stage = var.included == null ? "first" : "second", team = "core" }

  # The resource of its own watches a configuration for most of a minute before it calls it made.
  lifecycle_rule {
    id      = "logs"
    enabled = true
    prefix  = "logs/"

    transition {
      days          = 30
      storage_class = "STANDARD_IA"
    }

    expiration {
      days = var.included == null ? 90 : 120
    }

    noncurrent_version_expiration {
      days = 7
    }
  }
}

resource "aws_s3_bucket" "target" {
  bucket        = "terraform-target"
  force_destroy = true
}

resource "aws_s3_bucket" "locked" {
  bucket              = "terraform-locked"
  object_lock_enabled = true
}

resource "aws_s3_bucket" "site" {
  bucket = "terraform-site"
}

resource "aws_s3_bucket_versioning" "source" {
  bucket = aws_s3_bucket.source.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_versioning" "target" {
  bucket = aws_s3_bucket.target.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_replication_configuration" "source" {
  depends_on = [aws_s3_bucket_versioning.source, aws_s3_bucket_versioning.target]
  bucket     = aws_s3_bucket.source.id
  role       = "arn:aws:iam::000000000000:role/replication"

  rule {
    id       = "logs"
    priority = 1
    status   = "Enabled"

    filter {
      and {
        prefix = "logs/"
        tags   = { keep = "yes" }
      }
    }

    delete_marker_replication {
      status = "Disabled"
    }

    destination {
      bucket        = aws_s3_bucket.target.arn
      storage_class = "STANDARD_IA"

      replication_time {
        status = "Enabled"
        time {
          minutes = 15
        }
      }

      metrics {
        status = "Enabled"
        event_threshold {
          minutes = 15
        }
      }
    }
  }

  rule {
    id       = "everything"
    priority = 2
    status   = "Enabled"
    filter {}

    delete_marker_replication {
      status = "Enabled"
    }

    destination {
      bucket = aws_s3_bucket.target.arn
    }
  }
}

resource "aws_s3_bucket_policy" "source" {
  depends_on = [aws_s3_bucket_public_access_block.source]
  bucket     = aws_s3_bucket.source.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.source.arn, "${aws_s3_bucket.source.arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_s3_bucket_public_access_block" "source" {
  bucket                  = aws_s3_bucket.source.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "source" {
  bucket = aws_s3_bucket.source.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = "arn:aws:kms:us-east-1:000000000000:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    }
  }
}

resource "aws_s3_bucket_cors_configuration" "source" {
  bucket = aws_s3_bucket.source.id
  cors_rule {
    id              = "app"
    allowed_headers = ["*"]
    allowed_methods = ["GET", "PUT"]
    allowed_origins = ["https://app.example.com"]
    expose_headers  = ["ETag"]
    max_age_seconds = var.included == null ? 3000 : 60
  }
}

resource "aws_sqs_queue" "events" {
  name = "terraform-events"
}

resource "aws_sns_topic" "events" {
  name = "terraform-events"
}

resource "aws_s3_bucket_notification" "source" {
  bucket = aws_s3_bucket.source.id

  queue {
    id            = "arrivals"
    queue_arn     = aws_sqs_queue.events.arn
    events        = ["s3:ObjectCreated:*"]
    filter_prefix = "in/"
    filter_suffix = ".txt"
  }

  topic {
    id        = "departures"
    topic_arn = aws_sns_topic.events.arn
    events    = ["s3:ObjectRemoved:*", "s3:LifecycleExpiration:*"]
  }
}

resource "aws_s3_bucket_logging" "source" {
  bucket        = aws_s3_bucket.source.id
  target_bucket = aws_s3_bucket.target.id
  target_prefix = "access/"
}

resource "aws_s3_bucket_accelerate_configuration" "source" {
  bucket = aws_s3_bucket.source.id
  status = "Enabled"
}

resource "aws_s3_bucket_request_payment_configuration" "source" {
  bucket = aws_s3_bucket.source.id
  payer  = "Requester"
}

resource "aws_s3_bucket_ownership_controls" "target" {
  bucket = aws_s3_bucket.target.id
  rule {
    object_ownership = "BucketOwnerPreferred"
  }
}

resource "aws_s3_bucket_acl" "target" {
  depends_on = [aws_s3_bucket_ownership_controls.target]
  bucket     = aws_s3_bucket.target.id
  acl        = "log-delivery-write"
}

resource "aws_s3_bucket_inventory" "source" {
  bucket                   = aws_s3_bucket.source.id
  name                     = "weekly"
  included_object_versions = "All"
  optional_fields          = ["Size", "ETag", "LastModifiedDate"]

  schedule {
    frequency = "Weekly"
  }

  filter {
    prefix = "logs/"
  }

  destination {
    bucket {
      format     = "CSV"
      bucket_arn = aws_s3_bucket.target.arn
      prefix     = "inventory"
      encryption {
        sse_s3 {}
      }
    }
  }
}

resource "aws_s3_bucket_metric" "source" {
  bucket = aws_s3_bucket.source.id
  name   = "documents"
  filter {
    prefix = "documents/"
    tags   = { a = "b", c = "d" }
  }
}

resource "aws_s3_bucket_analytics_configuration" "source" {
  bucket = aws_s3_bucket.source.id
  name   = "documents"

  filter {
    prefix = "documents/"
  }

  storage_class_analysis {
    data_export {
      destination {
        s3_bucket_destination {
          bucket_arn = aws_s3_bucket.target.arn
        }
      }
    }
  }
}

resource "aws_s3_bucket_intelligent_tiering_configuration" "source" {
  bucket = aws_s3_bucket.source.id
  name   = "documents"

  tiering {
    access_tier = "ARCHIVE_ACCESS"
    days        = 125
  }

  tiering {
    access_tier = "DEEP_ARCHIVE_ACCESS"
    days        = 180
  }
}

resource "aws_s3_bucket_object_lock_configuration" "locked" {
  bucket = aws_s3_bucket.locked.id
  rule {
    default_retention {
      mode = "GOVERNANCE"
      days = var.included == null ? 5 : 7
    }
  }
}

resource "aws_s3_bucket_website_configuration" "site" {
  bucket = aws_s3_bucket.site.id

  index_document {
    suffix = "index.html"
  }

  error_document {
    key = "error.html"
  }

  routing_rule {
    condition {
      key_prefix_equals = "docs/"
    }
    redirect {
      replace_key_prefix_with = "documents/"
    }
  }
}

resource "aws_s3_object" "hello" {
  depends_on   = [aws_s3_bucket_replication_configuration.source, aws_s3_bucket_server_side_encryption_configuration.source]
  bucket       = aws_s3_bucket.source.id
  key          = "documents/a b.txt"
  content      = "hello"
  content_type = "text/plain"
  metadata     = { colour = "green" }
  tags         = { keep = "yes" }
}

resource "aws_s3_object_copy" "hello" {
  depends_on        = [aws_s3_object.hello]
  bucket            = aws_s3_bucket.target.id
  key               = "copy.txt"
  source            = "${aws_s3_bucket.source.id}/documents/a b.txt"
  tagging_directive = "REPLACE"
  tags              = { copied = "yes" }
}

data "aws_s3_object" "hello" {
  bucket     = aws_s3_bucket.source.id
  key        = aws_s3_object.hello.key
  depends_on = [aws_s3_object.hello]
}

output "read" {
  value = data.aws_s3_object.hello.body
}

output "website" {
  value = aws_s3_bucket_website_configuration.site.website_endpoint
}
