variable "name" {
  description = "Name of the bucket that holds the site, unique among all buckets of the world. The log bucket adds `-log` to it."
  type        = string

  # https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html, with room for `-log` and without dots,
  # which no certificate of S3 matches.
  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,57}[a-z0-9]$", var.name))
    error_message = "A bucket name has 3 to 59 lower-case letters, digits and hyphens, and begins and ends with a letter or a digit."
  }

  validation {
    condition     = !can(regex("^(xn--|sthree-|amzn-s3-demo-)", var.name)) && !can(regex("(-s3alias|--ol-s3|--x-s3|--table-s3)$", var.name))
    error_message = "The name begins or ends with a part that S3 reserves."
  }
}

variable "index_html" {
  description = "The page that the site serves at `/`."
  type        = string

  validation {
    condition     = length(var.index_html) > 0
    error_message = "The index page must not be empty."
  }
}

variable "error_html" {
  description = "The page that the site serves where there is no other."
  type        = string
  default     = "<!doctype html><title>Not found</title><h1>Not found</h1>"

  validation {
    condition     = length(var.error_html) > 0
    error_message = "The error page must not be empty."
  }
}

variable "public" {
  description = "Whether everybody may read the site. Without it, every page answers 403 to those who do not sign their requests."
  type        = bool
  default     = true
}

variable "force_destroy" {
  description = "Whether destroying the module deletes objects that it did not make, the access log among them."
  type        = bool
  default     = false
}

variable "tags" {
  description = "Tags of both buckets."
  type        = map(string)
  default     = {}

  # https://docs.aws.amazon.com/AmazonS3/latest/userguide/CostAllocTagging.html
  validation {
    condition     = alltrue([for key in keys(var.tags) : length(key) <= 128 && !startswith(lower(key), "aws:")])
    error_message = "A tag's key has at most 128 characters and does not begin with `aws:`."
  }
}
