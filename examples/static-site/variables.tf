variable "name" {
  description = "Name of the bucket that holds the site, unique among all buckets of the world."
  type        = string
}

variable "region" {
  description = "AWS region of the site."
  type        = string
  default     = "us-east-1"
}

variable "index_html" {
  description = "The page that the site serves at `/`."
  type        = string
  default     = "<!doctype html><title>Hello</title><h1>Hello</h1>"
}

variable "error_html" {
  description = "The page that the site serves where there is no other."
  type        = string
  default     = "<!doctype html><title>Not found</title><h1>Not found</h1>"
}

variable "public" {
  description = "Whether everybody may read the site."
  type        = bool
  default     = true
}

variable "tags" {
  description = "Tags of both buckets."
  type        = map(string)
  default     = {}
}
