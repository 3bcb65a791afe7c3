terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "endpoint" {
  type = string
}

variable "included" {
  type    = list(string)
  default = null
}

provider "aws" {
  region                  = "us-east-1"
  access_key              = "test"
  secret_key              = "test"
  skip_metadata_api_check = true
  s3_use_path_style       = true

  endpoints {
    dynamodb  = var.endpoint
    iam       = var.endpoint
    s3        = var.endpoint
    s3control = var.endpoint
    sns       = var.endpoint
    sqs       = var.endpoint
    sts       = var.endpoint
  }
}

data "aws_caller_identity" "me" {}

resource "aws_s3_bucket" "pictures" {
  bucket = "pictures"
}

resource "aws_dynamodb_table" "things" {
  name         = "things"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  range_key    = "at"

  attribute {
    name = "id"
    type = "S"
  }

  attribute {
    name = "at"
    type = "N"
  }
}

resource "aws_dynamodb_table" "orders" {
  name             = "orders"
  billing_mode     = "PAY_PER_REQUEST"
  hash_key         = "customer"
  range_key        = "at"
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"
  table_class      = var.included == null ? "STANDARD" : "STANDARD_INFREQUENT_ACCESS"
  tags             = { stage = var.included == null ? "first" : "second" }

  attribute {
    name = "customer"
    type = "S"
  }

  attribute {
    name = "at"
    type = "N"
  }

  attribute {
    name = "state"
    type = "S"
  }

  global_secondary_index {
    name               = "by-state"
    hash_key           = "state"
    range_key          = "at"
    projection_type    = var.included == null ? "ALL" : "INCLUDE"
    non_key_attributes = var.included
  }

  local_secondary_index {
    name            = "of-customer"
    range_key       = "state"
    projection_type = "KEYS_ONLY"
  }

  ttl {
    attribute_name = "expires"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled = true
  }

  replica {
    region_name            = "us-west-2"
    point_in_time_recovery = true
    propagate_tags         = true
  }

  dynamic "replica" {
    for_each = var.included == null ? [] : ["eu-west-1"]
    content {
      region_name            = replica.value
      point_in_time_recovery = false
      propagate_tags         = false
    }
  }
}

resource "aws_dynamodb_table" "legacy_virginia" {
  name             = "legacy"
  billing_mode     = "PAY_PER_REQUEST"
  hash_key         = "id"
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"

  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_dynamodb_global_table" "legacy" {
  name = "legacy"

  replica {
    region_name = "us-east-1"
  }

  dynamic "replica" {
    for_each = var.included == null ? [] : ["us-east-2"]
    content {
      region_name = replica.value
    }
  }

  depends_on = [aws_dynamodb_table.legacy_virginia]
}

resource "aws_dynamodb_resource_policy" "orders" {
  resource_arn = aws_dynamodb_table.orders.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.me.account_id}:root" }
      Action    = "dynamodb:GetItem"
      Resource  = aws_dynamodb_table.orders.arn
    }]
  })
}

output "account" {
  value = data.aws_caller_identity.me.account_id
}

output "table" {
  value = aws_dynamodb_table.things.arn
}
