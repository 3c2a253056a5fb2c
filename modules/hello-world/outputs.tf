output "greeting" {
  description = "A sentence that greets the name."
  value       = local.greeting
}
