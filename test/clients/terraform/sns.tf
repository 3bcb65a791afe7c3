resource "aws_sns_topic" "orders" {
  name              = "terraform-orders"
  display_name      = "Orders"
  signature_version = 2
  tracing_config    = "PassThrough"
  tags              = { team = "blue" }
  delivery_policy = jsonencode({
    http = {
      defaultHealthyRetryPolicy    = { minDelayTarget = 1, maxDelayTarget = 2, numRetries = 3, numMaxDelayRetries = 0, numNoDelayRetries = 0, numMinDelayRetries = 0, backoffFunction = "linear" }
      disableSubscriptionOverrides = false
    }
  })
}

resource "aws_sns_topic_policy" "orders" {
  arn = aws_sns_topic.orders.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "buckets"
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.orders.arn
    }]
  })
}

resource "aws_sns_topic" "steps" {
  name                        = "terraform-steps.fifo"
  fifo_topic                  = true
  content_based_deduplication = true
}

resource "aws_sqs_queue" "undelivered" {
  name = "terraform-undelivered"
}

resource "aws_sns_topic_subscription" "orders" {
  topic_arn            = aws_sns_topic.orders.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.events.arn
  raw_message_delivery = true
  filter_policy_scope  = "MessageBody"
  filter_policy        = jsonencode({ kind = coalesce(var.included, ["order"]), amount = [{ numeric = [">", 10] }] })
  redrive_policy       = jsonencode({ deadLetterTargetArn = aws_sqs_queue.undelivered.arn })
}

resource "aws_sns_topic_subscription" "steps" {
  topic_arn = aws_sns_topic.steps.arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.events.arn
}
