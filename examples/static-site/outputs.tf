output "bucket" {
  description = "Name of the bucket that holds the site."
  value       = module.site.bucket
}

output "bucket_arn" {
  description = "ARN of the bucket that holds the site."
  value       = module.site.bucket_arn
}

output "website_url" {
  description = "Where the site is served."
  value       = module.site.website_url
}

output "log_bucket" {
  description = "Name of the bucket that holds the access log."
  value       = module.site.log_bucket
}
