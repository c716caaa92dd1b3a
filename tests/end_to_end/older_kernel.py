"""Makes the kernel say of chosen system calls that it does not have them, as an older one would."""

import ctypes
import ctypes.util
import errno

SCMP_ACT_ALLOW = 0x7FFF0000
SCMP_ACT_ERRNO = 0x00050000
PR_SET_SECCOMP = 22


class Comparison(ctypes.Structure):
    _fields_ = [("argument", ctypes.c_uint), ("operation", ctypes.c_int),
                ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)]


EQUAL = 4


def without(*calls, seccomp=True):
    """A preexec_fn for subprocess: what it starts, and all that this starts, lacks the calls."""
    library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_load.argtypes = [ctypes.c_void_p]
    library.seccomp_rule_add_array.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int,
                                               ctypes.c_uint, ctypes.c_void_p]

    def restrict():
        rules = library.seccomp_init(SCMP_ACT_ALLOW)
        for call in calls:
            number = library.seccomp_syscall_resolve_name(call.encode())
            assert library.seccomp_rule_add_array(rules, SCMP_ACT_ERRNO | errno.ENOSYS, number, 0,
                                                  None) == 0
        if not seccomp:
            which = Comparison(0, EQUAL, PR_SET_SECCOMP, 0)
            number = library.seccomp_syscall_resolve_name(b"prctl")
            assert library.seccomp_rule_add_array(rules, SCMP_ACT_ERRNO | errno.EINVAL, number, 1,
                                                  ctypes.byref(which)) == 0
        assert library.seccomp_load(rules) == 0
    return restrict
