provider "aws" {
  region = var.region
}

module "site" {
  source = "../../modules/static-site"

  name       = var.name
  index_html = var.index_html
  error_html = var.error_html
  public     = var.public
  tags       = var.tags

  # A site for show: nobody will miss its access log.
  force_destroy = true
}
