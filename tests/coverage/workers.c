/* Linked into the program where coverage is measured. A worker that is confined cannot write what
 * it has counted, and is killed when nobody needs it any more: here confinement is prepared but not
 * entered, whatever was counted is written before each wait for the next job, and none is killed
 * while it, or another process, writes: half a file would count no more. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

void __gcov_dump(void);
void __gcov_reset(void);

ssize_t __real_recv(int socket, void *bytes, size_t length, int flags);
ssize_t __wrap_recv(int socket, void *bytes, size_t length, int flags);
_Noreturn void __real__exit(int status);
_Noreturn void __wrap__exit(int status);
long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);
int __real_kill(pid_t process, int signal);
int __wrap_kill(pid_t process, int signal);
int __wrap_seccomp_load(const void *filter);
int __wrap_setrlimit(__rlimit_resource_t resource, const struct rlimit *most);

/* Calls that are made to fail (tests/faults) are not to fail here. */
static void pause_faults(bool pause) {
    void (*tell)(bool) = (void (*)(bool))(uintptr_t)dlsym(RTLD_DEFAULT, "faults_pause");
    if (tell) {
        tell(pause);
    }
}

static int lock(void) {
    int file = open("/tmp/certsweep-coverage.lock", O_RDONLY | O_CREAT | O_CLOEXEC, 0600);
    flock(file, LOCK_EX);
    return file;
}

static void write_counts(void) {
    pause_faults(true);
    int file = lock();
    __gcov_dump();
    __gcov_reset();
    close(file);
    pause_faults(false);
}

/* Runs before the destructor that writes the counts of this process at its end. */
__attribute__((destructor)) static void pause_for_good(void) {
    pause_faults(true);
}

int __wrap_kill(pid_t process, int signal) {
    pause_faults(true);
    int file = lock();
    int status = __real_kill(process, signal);
    close(file);
    pause_faults(false);
    return status;
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
