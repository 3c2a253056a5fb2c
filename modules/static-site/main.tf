# The settings of both buckets are inline blocks: the separate resources for them begin with version 4 of the provider,
# and this module works from 3.39 on.

resource "aws_s3_bucket" "this" {
  bucket        = var.name
  force_destroy = var.force_destroy
  tags          = var.tags

  website {
    index_document = local.index_document
    error_document = local.error_document
  }

  versioning {
    enabled = true
  }

  server_side_encryption_configuration {
    rule {
      apply_server_side_encryption_by_default {
        sse_algorithm = "AES256"
      }
    }
  }

  logging {
    target_bucket = aws_s3_bucket.log.id
    target_prefix = local.log_prefix
  }

  # S3 checks that it may write the log when logging is switched on.
  depends_on = [aws_s3_bucket_policy.log]
}

# Access control lists never open the bucket; only the policy below does, and only where the site is public.
resource "aws_s3_bucket_public_access_block" "this" {
  bucket = aws_s3_bucket.this.id

  block_public_acls       = true
  ignore_public_acls      = true
  block_public_policy     = !var.public
  restrict_public_buckets = !var.public
}

resource "aws_s3_bucket_policy" "this" {
  count = var.public ? 1 : 0

  bucket = aws_s3_bucket.this.id
  policy = data.aws_iam_policy_document.read.json

  # S3 refuses a public policy while the block still forbids one.
  depends_on = [aws_s3_bucket_public_access_block.this]
}

data "aws_iam_policy_document" "read" {
  statement {
    sid       = "PublicRead"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.this.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

resource "aws_s3_bucket_object" "index" {
  bucket       = aws_s3_bucket.this.id
  key          = local.index_document
  content      = var.index_html
  content_type = local.content_type
  etag         = md5(var.index_html)
}

resource "aws_s3_bucket_object" "error" {
  bucket       = aws_s3_bucket.this.id
  key          = local.error_document
  content      = var.error_html
  content_type = local.content_type
  etag         = md5(var.error_html)
}

locals {
  index_document = "index.html"
  error_document = "error.html"
  content_type   = "text/html; charset=utf-8"
  log_prefix     = "site/"
}
