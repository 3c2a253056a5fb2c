output "bucket" {
  description = "Name of the bucket that holds the site."
  value       = aws_s3_bucket.this.id
}

output "bucket_arn" {
  description = "ARN of the bucket that holds the site."
  value       = aws_s3_bucket.this.arn
}

output "website_url" {
  description = "Where the site is served, with `http://`: S3 serves websites without TLS."
  value       = "http://${aws_s3_bucket.this.website_endpoint}"

  # A caller that waits for the URL can read the page then.
  depends_on = [
    aws_s3_bucket_object.error,
    aws_s3_bucket_object.index,
    aws_s3_bucket_policy.this,
  ]
}

output "log_bucket" {
  description = "Name of the bucket that holds the access log."
  value       = aws_s3_bucket.log.id
}
