# Much of what the native syntax allows, in one place.
terraform {
  required_version = ">= 1.5, < 2.0"
}

/* A comment
   of two lines. */
variable "rules" {
  description = "Objects with optional attributes."
  type = list(object({
    port        = number
    protocol    = optional(string, "tcp")
    cidr_blocks = optional(list(string), ["10.0.0.0/8"])
  }))
  default  = []
  nullable = false

  validation {
    condition     = alltrue([for rule in var.rules : rule.port > 0 && rule.port < 65536])
    error_message = "Ports are between 1 and 65535, not ${join(", ", var.rules[*].port)}."
  }
}

locals {
  by_port   = { for index, rule in var.rules : rule.port => rule... if rule.protocol != "udp" }
  heredoc   = <<-EOT
    %{ for rule in var.rules ~}
    port ${rule.port}
    %{ endfor ~}
    a literal $${dollar} and %%{percent}
  EOT
  json      = jsonencode({ "quoted key" = 1, (var.rules[0].protocol) = -1.5e3, nested = { a : null } })
  legacy    = var.rules.*.port
  condition = length(var.rules) > 0 ? one(var.rules[*].port) : !true
  merged    = merge([for rule in var.rules : { (tostring(rule.port)) = rule }]...)
  long      = coalesce(
    "a", # a comment in an argument list
    "b",
  )
  number = (1 + 2) * 3 % 4 - 5 / 6
  escape = "tab\t quote\" unicode\u00e9 backslash\\"
}

resource "terraform_data" "each" {
  for_each         = local.by_port
  input            = each.value
  triggers_replace = [each.key, terraform_data.other[0].id]

  lifecycle {
    create_before_destroy = true
    ignore_changes        = [input]
    precondition {
      condition     = each.key != ""
      error_message = "A key is needed."
    }
  }
}

resource "terraform_data" "other" {
  count = 2
  provisioner "local-exec" {
    when    = destroy
    command = "echo ${self.id}"
  }
  dynamic "nothing" {
    for_each = []
    content {}
  }
}

moved {
  from = terraform_data.old
  to   = terraform_data.other[0]
}

import {
  to = terraform_data.other[1]
  id = "x"
}

removed {
  from = terraform_data.gone
  lifecycle { destroy = false }
}

check "it_works" {
  assert {
    condition     = can(regex("^[a-z]+$", "abc"))
    error_message = "It does not."
  }
}

output "first" { value = try(values(terraform_data.each)[0].output, null) }

output "second" {
  value     = provider::terraform::encode_expr({ a = 1 })
  sensitive = true
}
