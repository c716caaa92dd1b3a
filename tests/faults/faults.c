/* Loaded before the C library (LD_PRELOAD), this lets one call fail: the N-th of a kind, or that
 * and all that follow, in the process that was started or in the workers it forks. Set by
 *
 *     FAULT=ROLE:KIND:N:ERRNO[:on]     ROLE parent or worker, ERRNO a number, "on" for all that
 * follow FAULT_COUNTS=FILE                where to write, at the end, a line "ROLE KIND CALLS" for
 * each
 *
 * Calls are counted in a page that all processes share, so that a replaced worker goes on counting:
 * with one worker the N-th call is the same call in every run. What the C library calls inside
 * itself is not seen: for streams, the calls that fill them stand in for the writes. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum role { PARENT, WORKER, ROLES };

#define KINDS(X)                                                                                   \
    X(alloc)                                                                                       \
    X(read)                                                                                        \
    X(write)                                                                                       \
    X(stream)                                                                                      \
    X(open)                                                                                        \
    X(fsync)                                                                                       \
    X(rename)                                                                                      \
    X(unlink)                                                                                      \
    X(mkdir)                                                                                       \
    X(truncate)                                                                                    \
    X(mmap)                                                                                        \
    X(stat)                                                                                        \
    X(send)                                                                                        \
    X(receive)                                                                                     \
    X(poll)                                                                                        \
    X(fork)                                                                                        \
    X(socketpair)                                                                                  \
    X(close)                                                                                       \
    X(folder)                                                                                      \
    X(confine)                                                                                     \
    X(prepare)                                                                                     \
    X(rows)

#define NAME_KIND(name) KIND_##name,
enum kind { KINDS(NAME_KIND) KIND_COUNT };
#define SPELL_KIND(name) #name,
static const char *const kind_names[] = {KINDS(SPELL_KIND)};
static const char *const role_names[] = {"parent", "worker"};

struct page {
    atomic_uint_least64_t calls[ROLES][KIND_COUNT];
};

static struct page *page;
static enum role role;
static struct {
    enum role role;
    enum kind kind;
    uint64_t number; /* 0: none */
    int reason;
    bool on;
} fault;

static bool paused;

/* What counts branches (tests/coverage) calls this around its own calls, which are none of ours. */
void faults_pause(bool pause);
void faults_pause(bool pause) {
    paused = pause;
}

/* Counts a call; true, with errno set, when it is to fail. */
static bool fails(enum kind kind) {
    if (!page || paused) {
        return false;
    }
    uint64_t number = atomic_fetch_add(&page->calls[role][kind], 1) + 1;
    if (fault.number == 0 || kind != fault.kind || role != fault.role || number < fault.number ||
        (number > fault.number && !fault.on)) {
        return false;
    }
    errno = fault.reason;
    return true;
}

static int index_of(const char *name, size_t length, const char *const *names, int count) {
    for (int i = 0; i < count; i++) {
        if (strlen(names[i]) == length && strncmp(names[i], name, length) == 0) {
            return i;
        }
    }
    fprintf(stderr, "FAULT: '%.*s' is not known\n", (int)length, name);
    exit(EXIT_FAILURE);
}

__attribute__((constructor)) static void prepare(void) {
    const char *text = getenv("FAULT");
    void *shared =
        mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) {
        return;
    }
    if (text) {
        const char *kind = strchr(text, ':') + 1;
        char *end = strchr(kind, ':');
        fault.role = (enum role)index_of(text, (size_t)(kind - 1 - text), role_names, ROLES);
        fault.kind = (enum kind)index_of(kind, (size_t)(end - kind), kind_names, KIND_COUNT);
        fault.number = strtoull(end + 1, &end, 10);
        fault.reason = (int)strtol(end + 1, &end, 10);
        fault.on = strcmp(end, ":on") == 0;
    }
    page = shared;
}

__attribute__((destructor)) static void tell(void) {
    const char *path = getenv("FAULT_COUNTS");
    FILE *out = path && role == PARENT ? fopen(path, "w") : NULL;
    for (int i = 0; out && page && i < ROLES; i++) {
        for (int kind = 0; kind < KIND_COUNT; kind++) {
            fprintf(out, "%s %s %llu\n", role_names[i], kind_names[kind],
                    (unsigned long long)page->calls[i][kind]);
        }
    }
    if (out) {
        fclose(out);
    }
}

/* --- memory: the C library's own names, since dlsym itself allocates --- */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size) {
    return fails(KIND_alloc) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    return fails(KIND_alloc) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *block, size_t size) {
    return fails(KIND_alloc) ? NULL : __libc_realloc(block, size);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
    *block = fails(KIND_alloc) ? NULL : __libc_memalign(alignment, size);
    return *block ? 0 : ENOMEM;
}

void *aligned_alloc(size_t alignment, size_t size) {
    return fails(KIND_alloc) ? NULL : __libc_memalign(alignment, size);
}

/* --- calls that fail with -1 --- */

int __openat_2(int folder, const char *path, int flags); /* what openat is with _FORTIFY_SOURCE */

#define NEXT(result, name, parameters)                                                             \
    static result(*next) parameters;                                                               \
    if (!next) {                                                                                   \
        next = (result(*) parameters)(uintptr_t)dlsym(RTLD_NEXT, #name);                           \
    }

#define WRAP(kind, result, name, parameters, arguments)                                            \
    result name parameters {                                                                       \
        NEXT(result, name, parameters)                                                             \
        return fails(KIND_##kind) ? (result)-1 : next arguments;                                   \
    }

WRAP(read, ssize_t, read, (int file, void *bytes, size_t length), (file, bytes, length))
WRAP(read, ssize_t, pread, (int file, void *bytes, size_t length, off_t at),
     (file, bytes, length, at))
WRAP(read, ssize_t, pread64, (int file, void *bytes, size_t length, off64_t at),
     (file, bytes, length, at))
WRAP(write, ssize_t, write, (int file, const void *bytes, size_t length), (file, bytes, length))
WRAP(write, ssize_t, pwrite, (int file, const void *bytes, size_t length, off_t at),
     (file, bytes, length, at))
WRAP(write, ssize_t, pwrite64, (int file, const void *bytes, size_t length, off64_t at),
     (file, bytes, length, at))
WRAP(fsync, int, fsync, (int file), (file))
WRAP(fsync, int, fdatasync, (int file), (file))
WRAP(rename, int, rename, (const char *from, const char *to), (from, to))
WRAP(unlink, int, unlink, (const char *path), (path))
WRAP(mkdir, int, mkdir, (const char *path, mode_t mode), (path, mode))
WRAP(truncate, int, ftruncate, (int file, off_t length), (file, length))
WRAP(truncate, int, ftruncate64, (int file, off64_t length), (file, length))
WRAP(stat, int, stat, (const char *restrict path, struct stat *restrict status), (path, status))
WRAP(stat, int, lstat, (const char *restrict path, struct stat *restrict status), (path, status))
WRAP(stat, int, fstat, (int file, struct stat *status), (file, status))
WRAP(stat, int, fstatat,
     (int folder, const char *restrict path, struct stat *restrict status, int flags),
     (folder, path, status, flags))
WRAP(stat, int, stat64, (const char *restrict path, struct stat64 *restrict status), (path, status))
WRAP(stat, int, lstat64, (const char *restrict path, struct stat64 *restrict status),
     (path, status))
WRAP(stat, int, fstat64, (int file, struct stat64 *status), (file, status))
WRAP(open, int, memfd_create, (const char *name, unsigned flags), (name, flags))
WRAP(open, int, __openat_2, (int folder, const char *path, int flags), (folder, path, flags))
WRAP(confine, int, setrlimit, (__rlimit_resource_t resource, const struct rlimit *most),
     (resource, most))
WRAP(send, ssize_t, send, (int socket, const void *bytes, size_t length, int flags),
     (socket, bytes, length, flags))
WRAP(receive, ssize_t, recv, (int socket, void *bytes, size_t length, int flags),
     (socket, bytes, length, flags))
WRAP(poll, int, poll, (struct pollfd * polled, nfds_t count, int milliseconds),
     (polled, count, milliseconds))
WRAP(socketpair, int, socketpair, (int domain, int type, int protocol, int pair[2]),
     (domain, type, protocol, pair))
WRAP(mmap, void *, mmap, (void *at, size_t length, int protection, int flags, int file, off_t from),
     (at, length, protection, flags, file, from))
WRAP(mmap, void *, mmap64,
     (void *at, size_t length, int protection, int flags, int file, off64_t from),
     (at, length, protection, flags, file, from))

/* The descriptor is closed all the same, as Linux does. */
int close(int file) {
    NEXT(int, close, (int))
    int status = next(file);
    return fails(KIND_close) ? -1 : status;
}

pid_t fork(void) {
    NEXT(pid_t, fork, (void))
    if (fails(KIND_fork)) {
        return -1;
    }
    pid_t process = next();
    if (process == 0) {
        role = WORKER;
    }
    return process;
}

/* Only openat2 and those that confine a worker are called by number. */
long syscall(long number, ...) {
    NEXT(long, syscall, (long, ...))
    long given[6];
    va_list list;
    va_start(list, number);
    for (int i = 0; i < 6; i++) {
        given[i] = va_arg(list, long);
    }
    va_end(list);
    if (fails(number == SYS_openat2 ? KIND_open : KIND_confine)) {
        return -1;
    }
    return next(number, given[0], given[1], given[2], given[3], given[4], given[5]);
}

/* A folder that cannot be read on looks like its end, but for errno. */
struct dirent *readdir(DIR *folder) {
    NEXT(struct dirent *, readdir, (DIR *))
    return fails(KIND_folder) ? NULL : next(folder);
}

DIR *fdopendir(int file) {
    NEXT(DIR *, fdopendir, (int))
    return fails(KIND_folder) ? NULL : next(file);
}

/* --- opening: mode is only there where a file is made --- */

static mode_t mode_of(int flags, va_list arguments) {
    return flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
}

#define WRAP_OPEN(name, parameters, arguments)                                                     \
    int name parameters {                                                                          \
        NEXT(int, name, parameters)                                                                \
        va_list list;                                                                              \
        va_start(list, flags);                                                                     \
        mode_t mode = mode_of(flags, list);                                                        \
        va_end(list);                                                                              \
        return fails(KIND_open) ? -1 : next arguments;                                             \
    }

WRAP_OPEN(open, (const char *path, int flags, ...), (path, flags, mode))
WRAP_OPEN(open64, (const char *path, int flags, ...), (path, flags, mode))
WRAP_OPEN(openat, (int folder, const char *path, int flags, ...), (folder, path, flags, mode))
WRAP_OPEN(openat64, (int folder, const char *path, int flags, ...), (folder, path, flags, mode))

FILE *fopen(const char *restrict path, const char *restrict mode) {
    NEXT(FILE *, fopen, (const char *, const char *))
    return fails(KIND_open) ? NULL : next(path, mode);
}

FILE *tmpfile(void) {
    NEXT(FILE *, tmpfile, (void))
    return fails(KIND_open) ? NULL : next();
}

/* --- SQLite: a statement that cannot be made, and rows that end before their end --- */

enum { SQLITE_IOERR = 10 };

struct sqlite3;
struct sqlite3_stmt;

static struct {
    struct sqlite3 *connection;
    const struct sqlite3_stmt *statement; /* whose second row fails */
    unsigned rows;
} failing;

static int prepared(int status, struct sqlite3 *connection, struct sqlite3_stmt *const *statement) {
    if (fails(KIND_rows)) {
        failing.connection = connection;
        failing.statement = *statement;
        failing.rows = 0;
    }
    return status;
}

#define WRAP_PREPARE(name, parameters, arguments)                                                  \
    int name parameters;                                                                           \
    int name parameters {                                                                          \
        NEXT(int, name, parameters)                                                                \
        if (fails(KIND_prepare)) {                                                                 \
            *statement = NULL;                                                                     \
            return SQLITE_IOERR;                                                                   \
        }                                                                                          \
        int status = next arguments;                                                               \
        return prepared(status, connection, statement);                                            \
    }

WRAP_PREPARE(sqlite3_prepare_v2,
             (struct sqlite3 * connection, const char *text, int length,
              struct sqlite3_stmt **statement, const char **rest),
             (connection, text, length, statement, rest))
WRAP_PREPARE(sqlite3_prepare_v3,
             (struct sqlite3 * connection, const char *text, int length, unsigned flags,
              struct sqlite3_stmt **statement, const char **rest),
             (connection, text, length, flags, statement, rest))

void sqlite3_interrupt(struct sqlite3 *connection) __attribute__((weak));

int sqlite3_step(struct sqlite3_stmt *statement);
int sqlite3_step(struct sqlite3_stmt *statement) {
    NEXT(int, sqlite3_step, (struct sqlite3_stmt *))
    if (failing.statement && statement == failing.statement && ++failing.rows == 2) {
        failing.statement = NULL;
        sqlite3_interrupt(failing.connection);
    }
    return next(statement);
}

/* --- streams: as when the buffer could not be written --- */

enum { SEEN_ERROR = 0x20 }; /* _IO_ERR_SEEN */

static bool stream_fails(FILE *stream) {
    if (stream == stderr || !fails(KIND_stream)) {
        return false;
    }
    stream->_flags |= SEEN_ERROR;
    return true;
}

size_t fwrite(const void *restrict bytes, size_t size, size_t count, FILE *restrict stream) {
    NEXT(size_t, fwrite, (const void *, size_t, size_t, FILE *))
    return stream_fails(stream) ? 0 : next(bytes, size, count, stream);
}

int fputs(const char *restrict text, FILE *restrict stream) {
    NEXT(int, fputs, (const char *, FILE *))
    return stream_fails(stream) ? EOF : next(text, stream);
}

int fflush(FILE *stream) {
    NEXT(int, fflush, (FILE *))
    return stream && stream_fails(stream) ? EOF : next(stream);
}
