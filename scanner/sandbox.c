#define _GNU_SOURCE
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The attributes of a ruleset as of the sixth version of Landlock; earlier ones know less of them.
 */
struct ruleset {
    uint64_t files;
    uint64_t network; /* version 4 */
    uint64_t scopes;  /* version 6 */
};

enum {
    FILE_RIGHTS_1 =
        (1 << 13) - 1, /* all but to refer (2), to truncate (3), to control devices (5) */
    FILE_RIGHTS_2 = (1 << 14) - 1,
    FILE_RIGHTS_3 = (1 << 15) - 1,
    FILE_RIGHTS_5 = (1 << 16) - 1,
    NETWORK_RIGHTS = 3, /* TCP: to bind, to connect */
    SCOPES = 3,         /* abstract sockets and signals stay within the sandbox */
};

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

/* All that this version can take away, and how many bytes of it. */
static struct ruleset everything(long version, size_t *known) {
    *known = version >= 6 ? 3 * sizeof(uint64_t) : version >= 4 ? 2 * sizeof(uint64_t) : 8;
    return (struct ruleset){
        .files = version >= 5   ? FILE_RIGHTS_5
                 : version >= 3 ? FILE_RIGHTS_3
                 : version >= 2 ? FILE_RIGHTS_2
                                : FILE_RIGHTS_1,
        .network = NETWORK_RIGHTS,
        .scopes = SCOPES,
    };
}

static enum outcome restrict_paths(const struct root *roots, uint64_t root_count,
                                   struct error *error) {
    if (landlock_version() < 1) {
        return DONE;
    }
    size_t known = 0;
    struct ruleset attributes = everything(landlock_version(), &known);
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attributes, known, 0);
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
    SCMP_SYS(getdents64),
    SCMP_SYS(getdents),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
    SCMP_SYS(access),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(getcwd),
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
    SCMP_SYS(rseq),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),
    SCMP_SYS(pselect6),
    SCMP_SYS(poll),
};

/* Only for reading. The flags of openat2 are out of a filter's sight: it needs a Landlock that
 * refuses to truncate, or is taken for unknown, and open_beneath goes another way. */
static bool allow_opening(scmp_filter_ctx filter) {
    const unsigned writing = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC;
    uint32_t beneath = landlock_version() >= 3 ? SCMP_ACT_ALLOW : SCMP_ACT_ERRNO(ENOSYS);
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(open), 1,
                            SCMP_A1(SCMP_CMP_MASKED_EQ, writing, 0)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
                            SCMP_A2(SCMP_CMP_MASKED_EQ, writing, 0)) == 0 &&
           seccomp_rule_add(filter, beneath, SCMP_SYS(openat2), 0) == 0;
}

/* Nothing that was written is ever run; and memory that is shared is not counted as data. */
static bool allow_mapping(scmp_filter_ctx filter) {
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
                            SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
                            SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_SHARED, 0)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
                            SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
                            SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, 0)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                            SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
}

/* Nothing that makes the kernel send signals (F_SETOWN) or locks a file against others. */
static bool allow_descriptor_flags(scmp_filter_ctx filter) {
    static const int commands[] = {F_GETFD, F_SETFD, F_GETFL};
    bool allowed = true;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        allowed = allowed && seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
                                              SCMP_A1(SCMP_CMP_EQ, (unsigned)commands[i], 0)) == 0;
    }
    return allowed;
}

enum outcome sandbox_restrict_calls(struct error *error) {
    if (!sandbox_support().seccomp) {
        return DONE;
    }
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    bool built =
        filter && allow_opening(filter) && allow_mapping(filter) && allow_descriptor_flags(filter);
    for (size_t i = 0; built && i < sizeof allowed_calls / sizeof *allowed_calls; i++) {
        built = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed_calls[i], 0) == 0;
    }
    built = built && seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1) == 0; /* all threads */
    int status = built ? seccomp_load(filter) : -ENOMEM;
    seccomp_release(filter);
    return status == 0 ? DONE : fail(error, "seccomp: %s", strerror(-status));
}

/* Sanitizers reserve address space by the terabyte, and have something to say at the end. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

/* A bound that the operator's own is below already stays as it is. */
static bool limit_resource(__rlimit_resource_t resource, uint64_t most) {
    struct rlimit now;
    if (getrlimit(resource, &now) != 0) {
        return false;
    }
    most = now.rlim_max < most ? now.rlim_max : most;
    return setrlimit(resource, &(struct rlimit){most, most}) == 0;
}

/* Data beside addresses: a large file is mapped whole, and costs only those. */
static bool limit_memory(const struct limits *limits) {
    return SANITIZED || (limit_resource(RLIMIT_DATA, limits->worker_bytes) &&
                         limit_resource(RLIMIT_AS, limits->worker_addresses));
}

/* Of a superuser's privileges, only to read what others own stays. */
static bool drop_privileges(void) {
    const uint32_t kept = 1U << CAP_DAC_READ_SEARCH | 1U << CAP_FOWNER;
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {{0}};
    if (syscall(SYS_capget, &header, data) != 0) {
        return false;
    }
    data[0].effective &= kept;
    data[0].permitted &= kept;
    data[0].inheritable = 0;
    data[1] = (struct __user_cap_data_struct){0};
    return syscall(SYS_capset, &header, data) == 0;
}

int sandbox_quiet(void) {
    int spoken = SANITIZED ? -1 : fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int i = STDIN_FILENO; nowhere >= 0 && i <= STDERR_FILENO - SANITIZED; i++) {
        dup2(nowhere, i);
    }
    if (nowhere > STDERR_FILENO) {
        close(nowhere);
    }
    return spoken;
}

enum outcome sandbox_enter(const struct root *roots, uint64_t root_count,
                           const struct limits *limits, struct error *error) {
    bool limited = prctl(PR_SET_DUMPABLE, 0) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
                   limit_resource(RLIMIT_CORE, 0) && limit_resource(RLIMIT_FSIZE, 0) &&
                   limit_memory(limits) && drop_privileges();
    if (!limited) {
        return fail(error, "process limits: %s", strerror(errno));
    }
    return restrict_paths(roots, root_count, error);
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
