tls {
  verify_server_hostname = true
  cert_file = "w1.pem"
  key_file  = "s2.pem"
  ca_file   = "outside.pem"
}
data_dir = "/opt/nomad"
