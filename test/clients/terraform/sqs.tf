# The allow policy names its source by the ARN that it will have: neither queue waits for the other's settings.
resource "aws_sqs_queue" "letters" {
  name                      = "terraform-letters"
  message_retention_seconds = 1209600

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = ["arn:aws:sqs:us-east-1:000000000000:terraform-jobs"]
  })
}

resource "aws_sqs_queue" "jobs" {
  name                       = "terraform-jobs"
  delay_seconds              = 5
  max_message_size           = 2048
  receive_wait_time_seconds  = 10
  visibility_timeout_seconds = 60
  kms_master_key_id          = "alias/aws/sqs"

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.letters.arn
    maxReceiveCount     = 4
  })

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = "arn:aws:sqs:us-east-1:000000000000:terraform-jobs"
      Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:s3:::pictures" } }
    }]
  })

  tags = {
    team = "blue"
  }
}

resource "aws_sqs_queue" "ordered" {
  name                        = "terraform-ordered.fifo"
  fifo_queue                  = true
  content_based_deduplication = true
  deduplication_scope         = "messageGroup"
  fifo_throughput_limit       = "perMessageGroupId"
}
