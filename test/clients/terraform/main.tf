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
    dynamodb = var.endpoint
    iam      = var.endpoint
    s3       = var.endpoint
    sts      = var.endpoint
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

output "account" {
  value = data.aws_caller_identity.me.account_id
}

output "table" {
  value = aws_dynamodb_table.things.arn
}
