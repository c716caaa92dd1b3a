KEY = {'kty': 'EC', 'crv': 'P-256', 'x': 'urb2Gpkjx2fONJngeHAvRVQ7gsPwxZkEUsJgzXv3uq0', 'y': 'RI3qGVttyeJC2QE2qNj6rEEw95D9MFHxF88sibwGRro', 'd': '3giGN_nSRe7F-AztDV0Ye6AnO-5hyBWQIxlrMakG7hs'}
