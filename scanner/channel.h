/* Whole messages over a stream socket: 4 bytes of length, little-endian, then the body. */
#ifndef CHANNEL_H
#define CHANNEL_H

#include "base/buffer.h"

/* Sends head and body in one go. False when the other side is gone. */
bool channel_send(int socket, struct span body);

/* Waits for one whole message, at most limit bytes, and puts its body into buffer. False at the end
 * of the stream or when the message is too long. */
bool channel_receive(int socket, struct buffer *body, size_t limit);

#endif
