#include "channel.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/uio.h>

static bool send_bytes(int socket, const uint8_t *bytes, size_t length, int flags) {
    while (length) {
        ssize_t sent = send(socket, bytes, length, MSG_NOSIGNAL | flags);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent <= 0) {
            return false;
        }
        bytes += sent;
        length -= (size_t)sent;
    }
    return true;
}

bool channel_send(int socket, struct span body) {
    if (body.length > UINT32_MAX) {
        return false;
    }
    uint8_t head[4];
    for (int i = 0; i < 4; i++) {
        head[i] = (uint8_t)(body.length >> (8 * i));
    }
    return send_bytes(socket, head, sizeof head, MSG_MORE) &&
           send_bytes(socket, body.bytes, body.length, 0);
}

static bool receive_bytes(int socket, uint8_t *bytes, size_t length) {
    while (length) {
        ssize_t got = recv(socket, bytes, length, 0);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return false;
        }
        bytes += got;
        length -= (size_t)got;
    }
    return true;
}

bool channel_receive(int socket, struct buffer *body, size_t limit) {
    uint8_t head[4];
    buffer_clear(body);
    if (!receive_bytes(socket, head, sizeof head)) {
        return false;
    }
    size_t length = head[0] | (size_t)head[1] << 8 | (size_t)head[2] << 16 | (size_t)head[3] << 24;
    if (length > limit || !buffer_reserve(body, length) ||
        !receive_bytes(socket, body->bytes, length)) {
        return false;
    }
    body->length = length;
    return true;
}
