variable "name" {
  description = "Who is greeted."
  type        = string

  validation {
    condition     = length(trimspace(var.name)) > 0
    error_message = "Give a name that is not blank."
  }
}
