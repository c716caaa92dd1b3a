resource "aws_iam_server_certificate" "right" {
  certificate_body = file("${path.module}/r1.pem")
  private_key      = file("${path.module}/r2.pem")
}
resource "aws_iam_server_certificate" "wrong" {
  certificate_body  = file("${path.module}/w1.pem")
  private_key       = file("${path.module}/s2.pem")
  certificate_chain = file("${path.module}/gone.pem")
}
resource "aws_iam_server_certificate" "variable" {
  certificate_body = file("${var.folder}/variable.pem")
}
