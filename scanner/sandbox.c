#define _GNU_SOURCE
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static long landlock_version(void) {
    return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

struct sandbox_support sandbox_support(void) {
    return (struct sandbox_support){
        .landlock = landlock_version() >= 1,
        /* EFAULT: the filter mode exists, and only our NULL filter is wrong. */
        .seccomp = prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL) == -1 && errno == EFAULT,
    };
}

static bool allow_reading(int ruleset, int folder, uint64_t access) {
    struct landlock_path_beneath_attr rule = {.allowed_access = access, .parent_fd = folder};
    return syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
}

static bool allow_root(int ruleset, const struct root *root) {
    if (root->folder < 0) {
        return true;
    }
    if (!root->entry) {
        return allow_reading(ruleset, root->folder,
                             LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR);
    }
    int file = openat(root->folder, root->entry, O_PATH | O_CLOEXEC | O_NOFOLLOW);
    bool allowed = file >= 0 && allow_reading(ruleset, file, LANDLOCK_ACCESS_FS_READ_FILE);
    if (file >= 0) {
        close(file);
    }
    return allowed;
}

static enum outcome restrict_paths(const struct root *roots, uint64_t root_count,
                                   struct error *error) {
    if (landlock_version() < 1) {
        return DONE;
    }
    /* Every right of the first version; later versions add rights that only matter to writers, and
     * the system-call filter refuses those calls. */
    struct landlock_ruleset_attr attributes = {
        .handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1,
    };
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0);
    if (ruleset < 0) {
        return fail(error, "landlock: %s", strerror(errno));
    }
    bool allowed = true;
    for (uint64_t i = 0; i < root_count; i++) {
        allowed = allow_root(ruleset, &roots[i]) && allowed;
    }
    bool restricted = allowed && syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    int reason = errno;
    close(ruleset);
    return restricted ? DONE : fail(error, "landlock: %s", strerror(reason));
}

/* Reading, memory, time, and writing to descriptors that are already open (the socket). */
static const int allowed_calls[] = {
    SCMP_SYS(read),
    SCMP_SYS(pread64),
    SCMP_SYS(readv),
    SCMP_SYS(write),
    SCMP_SYS(sendto),
    SCMP_SYS(recvfrom),
    SCMP_SYS(close),
    SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(stat),
    SCMP_SYS(lstat),
    SCMP_SYS(statx),
    SCMP_SYS(lseek),
    SCMP_SYS(openat2),
    SCMP_SYS(getdents64),
    SCMP_SYS(getdents),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
    SCMP_SYS(access),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(getcwd),
    SCMP_SYS(fcntl),
    SCMP_SYS(mmap),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(brk),
    SCMP_SYS(futex),
    SCMP_SYS(getrandom),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(uname),
    SCMP_SYS(sysinfo),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(mprotect),
    SCMP_SYS(rseq),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),
    SCMP_SYS(pselect6),
    SCMP_SYS(poll),
};

/* open and openat only for reading. */
static bool allow_opening(scmp_filter_ctx filter) {
    const unsigned writing = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC;
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(open), 1,
                            SCMP_A1(SCMP_CMP_MASKED_EQ, writing, 0)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
                            SCMP_A2(SCMP_CMP_MASKED_EQ, writing, 0)) == 0;
}

static enum outcome restrict_calls(struct error *error) {
    if (!sandbox_support().seccomp) {
        return DONE;
    }
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    bool built = filter && allow_opening(filter);
    for (size_t i = 0; built && i < sizeof allowed_calls / sizeof *allowed_calls; i++) {
        built = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed_calls[i], 0) == 0;
    }
    int status = built ? seccomp_load(filter) : -ENOMEM;
    seccomp_release(filter);
    return status == 0 ? DONE : fail(error, "seccomp: %s", strerror(-status));
}

/* Sanitizers reserve address space by the terabyte. */
#if defined(__SANITIZE_ADDRESS__)
#define BOUNDED_MEMORY 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define BOUNDED_MEMORY 0
#endif
#endif
#ifndef BOUNDED_MEMORY
#define BOUNDED_MEMORY 1
#endif

static bool limit_resource(__rlimit_resource_t resource, uint64_t most) {
    return setrlimit(resource, &(struct rlimit){most, most}) == 0;
}

enum outcome sandbox_enter(const struct root *roots, uint64_t root_count,
                           const struct limits *limits, struct error *error) {
    bool limited = prctl(PR_SET_DUMPABLE, 0) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
                   limit_resource(RLIMIT_CORE, 0) && limit_resource(RLIMIT_FSIZE, 0) &&
                   /* Data, not address space: a large file is mapped whole, and costs nothing. */
                   (!BOUNDED_MEMORY || limit_resource(RLIMIT_DATA, limits->worker_bytes));
    if (!limited) {
        return fail(error, "process limits: %s", strerror(errno));
    }
    if (restrict_paths(roots, root_count, error) != DONE) {
        return FAILED;
    }
    return restrict_calls(error);
}

void sandbox_close_others(const int *kept, unsigned count) {
    unsigned from = 0;
    for (unsigned i = 0; i < count; i++) {
        unsigned descriptor = (unsigned)kept[i];
        if (descriptor > from) {
            syscall(SYS_close_range, from, descriptor - 1, 0);
        }
        from = descriptor + 1;
    }
    syscall(SYS_close_range, from, ~0U, 0);
}
