/* Linked into the program where coverage is measured. A worker that is confined cannot write what
 * it has counted, and is killed when nobody needs it any more: here confinement is prepared but not
 * entered, and whatever was counted is written before each wait for the next job. */
#define _GNU_SOURCE
#include <stdarg.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/types.h>

void __gcov_dump(void);
void __gcov_reset(void);

ssize_t __real_recv(int socket, void *bytes, size_t length, int flags);
ssize_t __wrap_recv(int socket, void *bytes, size_t length, int flags);
_Noreturn void __real__exit(int status);
_Noreturn void __wrap__exit(int status);
long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);
int __wrap_seccomp_load(const void *filter);
int __wrap_setrlimit(__rlimit_resource_t resource, const struct rlimit *most);

static void write_counts(void) {
    __gcov_dump();
    __gcov_reset();
}

/* The parent never waits in recv. */
ssize_t __wrap_recv(int socket, void *bytes, size_t length, int flags) {
    if (!(flags & MSG_DONTWAIT)) {
        write_counts();
    }
    return __real_recv(socket, bytes, length, flags);
}

_Noreturn void __wrap__exit(int status) {
    write_counts();
    __real__exit(status);
}

long __wrap_syscall(long number, ...) {
    long given[6];
    va_list list;
    va_start(list, number);
    for (int i = 0; i < 6; i++) {
        given[i] = va_arg(list, long);
    }
    va_end(list);
    return number == SYS_landlock_restrict_self
               ? 0
               : __real_syscall(number, given[0], given[1], given[2], given[3], given[4], given[5]);
}

int __wrap_seccomp_load(const void *filter) {
    (void)filter;
    return 0;
}

int __wrap_setrlimit(__rlimit_resource_t resource, const struct rlimit *most) {
    (void)resource;
    (void)most;
    return 0;
}
