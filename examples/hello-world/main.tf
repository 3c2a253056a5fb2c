module "hello" {
  source = "../../modules/hello-world"

  name = var.name
}
