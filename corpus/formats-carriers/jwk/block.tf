jwk = {
  kty = "EC"
  crv = "P-256"
  x = "jit9eWDLRTEE2R2UFu93DiDVZCQloymxDjj9j1mtIXg"
  y = "tc0zWlv2MS004FVtAfCGWipGCp_Sag4-49I_llGhB5A"
  d = "QyFHOmJ7OXuij59EtvvFZMknPs2Hv-crG0sxpLKhdjA"
}
