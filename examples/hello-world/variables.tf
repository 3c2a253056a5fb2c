variable "name" {
  description = "Who is greeted."
  type        = string
  default     = "World"
}
