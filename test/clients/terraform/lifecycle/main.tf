terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "endpoint" {
  type = string
}

provider "aws" {
  region                  = "us-east-1"
  access_key              = "test"
  secret_key              = "test"
  skip_metadata_api_check = true
  s3_use_path_style       = true

  endpoints {
    s3        = var.endpoint
    s3control = var.endpoint
    sqs       = var.endpoint
    sts       = var.endpoint
  }
}

resource "aws_s3_bucket" "aging" {
  bucket = "terraform-aging"
}

resource "aws_s3_bucket_versioning" "aging" {
  bucket = aws_s3_bucket.aging.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "aging" {
  depends_on                             = [aws_s3_bucket_versioning.aging]
  bucket                                 = aws_s3_bucket.aging.id
  transition_default_minimum_object_size = "varies_by_storage_class"

  rule {
    id     = "logs"
    status = "Enabled"

    filter {
      and {
        prefix                   = "logs/"
        object_size_greater_than = 1024
        tags                     = { keep = "no" }
      }
    }

    transition {
      days          = 30
      storage_class = "STANDARD_IA"
    }

    transition {
      days          = 60
      storage_class = "GLACIER"
    }

    expiration {
      days = 90
    }

    noncurrent_version_transition {
      newer_noncurrent_versions = 2
      noncurrent_days           = 30
      storage_class             = "STANDARD_IA"
    }

    noncurrent_version_expiration {
      noncurrent_days = 120
    }
  }

  rule {
    id     = "uploads"
    status = "Enabled"
    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 3
    }

    expiration {
      expired_object_delete_marker = true
    }
  }

  rule {
    id     = "day"
    status = "Disabled"

    filter {
      tag {
        key   = "until"
        value = "2030"
      }
    }

    expiration {
      date = "2030-01-01T00:00:00Z"
    }
  }
}
