# Six resources without a provider: what remains of the time is terraform itself.
variable "name" {
  type        = string
  description = "What everything is called."
}

resource "terraform_data" "this" {
  count = 6
  input = "${var.name}-${count.index}"
}

output "name" {
  description = "What the first resource is called."
  value       = terraform_data.this[0].output
}
