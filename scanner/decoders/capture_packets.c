#include "decoders/capture_packets.h"

enum { INTERFACES_MOST = 64 };

struct walk {
    struct span capture;
    bool little;
    tcp_segment_found *found;
    void *context;
    uint32_t links[INTERFACES_MOST]; /* link types of pcapng's interfaces */
    size_t link_count;
};

static uint32_t number(struct span bytes, size_t at, size_t length, bool little) {
    uint32_t value = 0;
    for (size_t i = 0; i < length; i++) {
        size_t from = at + (little ? length - 1 - i : i);
        value = value << 8 | (from < bytes.length ? bytes.bytes[from] : 0);
    }
    return value;
}

/* --- from the frame to the segment --- */

static bool read_tcp(struct walk *walk, struct span tcp, struct tcp_segment *segment) {
    enum { HEAD = 20, FLAG_SYN = 2 };
    if (tcp.length < HEAD) {
        return true;
    }
    size_t head = (size_t)(tcp.bytes[12] >> 4) * 4;
    segment->begins = tcp.bytes[13] & FLAG_SYN;
    segment->sequence = number(tcp, 4, 4, false) + segment->begins;
    memcpy(segment->ends + 32, tcp.bytes, 4);
    struct span payload = span_from(tcp, head);
    segment->offset = (size_t)(payload.bytes - walk->capture.bytes);
    segment->length = payload.length;
    return head < HEAD || (!payload.length && !segment->begins) ||
           walk->found(walk->context, segment);
}

static bool read_ip4(struct walk *walk, struct span packet) {
    enum { HEAD = 20, TCP = 6, MORE_OR_OFFSET = 0x3FFF };
    struct tcp_segment segment = {0};
    if (packet.length < HEAD || packet.bytes[9] != TCP ||
        (number(packet, 6, 2, false) & MORE_OR_OFFSET)) {
        return true;
    }
    size_t head = (size_t)(packet.bytes[0] & 15) * 4, total = number(packet, 2, 2, false);
    memcpy(segment.ends, packet.bytes + 12, 4);
    memcpy(segment.ends + 16, packet.bytes + 16, 4);
    /* Where the network card cuts packets, the capture has them uncut, with a length of 0. */
    struct span whole = total ? span_part(packet, 0, total) : packet;
    return head < HEAD || read_tcp(walk, span_from(whole, head), &segment);
}

static bool read_ip6(struct walk *walk, struct span packet) {
    enum { HEAD = 40, TCP = 6, HOPS = 0, ROUTING = 43, OPTIONS = 60, HEADERS_MOST = 8 };
    struct tcp_segment segment = {0};
    if (packet.length < HEAD) {
        return true;
    }
    size_t length = number(packet, 4, 2, false);
    struct span rest = length ? span_part(packet, HEAD, length) : span_from(packet, HEAD);
    uint8_t next = packet.bytes[6];
    memcpy(segment.ends, packet.bytes + 8, 32);
    for (size_t i = 0; i < HEADERS_MOST && rest.length >= 8 &&
                       (next == HOPS || next == ROUTING || next == OPTIONS);
         i++) {
        next = rest.bytes[0];
        rest = span_from(rest, ((size_t)rest.bytes[1] + 1) * 8);
    }
    return next != TCP || read_tcp(walk, rest, &segment);
}

static bool read_ip(struct walk *walk, struct span packet) {
    uint8_t version = packet.length ? packet.bytes[0] >> 4 : 0;
    return version == 4 ? read_ip4(walk, packet) : version != 6 || read_ip6(walk, packet);
}

static bool read_ethernet(struct walk *walk, struct span frame) {
    enum { ADDRESSES = 12, TAGS_MOST = 4, IP4 = 0x0800, IP6 = 0x86DD };
    size_t at = ADDRESSES;
    uint32_t type = number(frame, at, 2, false);
    for (int i = 0; i < TAGS_MOST && (type == 0x8100 || type == 0x88A8 || type == 0x9100); i++) {
        at += 4;
        type = number(frame, at, 2, false);
    }
    return (type != IP4 && type != IP6) || read_ip(walk, span_from(frame, at + 2));
}

/* Numbers of link types as tcpdump.org lists them. */
static bool read_frame(struct walk *walk, uint32_t link, struct span frame) {
    switch (link) {
    case 1:
        return read_ethernet(walk, frame);
    case 0: /* loopback of BSD */
    case 108:
        return read_ip(walk, span_from(frame, 4));
    case 12:
    case 14:
    case 101: /* IP without anything before it */
    case 228:
    case 229:
        return read_ip(walk, frame);
    case 113: /* Linux, any interface */
        return read_ip(walk, span_from(frame, 16));
    case 276:
        return read_ip(walk, span_from(frame, 20));
    default:
        return true;
    }
}

/* --- from the file to the frame --- */

static bool is_pcap(struct span bytes, bool *little) {
    static const char magics[][4] = {{'\xD4', '\xC3', '\xB2', '\xA1'},
                                     {'\x4D', '\x3C', '\xB2', '\xA1'},
                                     {'\xA1', '\xB2', '\xC3', '\xD4'},
                                     {'\xA1', '\xB2', '\x3C', '\x4D'}};
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++) {
        if (span_starts_with(bytes, magics[i], 4)) {
            *little = i < 2;
            return number(bytes, 4, 2, *little) == 2;
        }
    }
    return false;
}

static bool is_pcapng(struct span bytes, bool *little) {
    *little = span_starts_with(span_from(bytes, 8), "\x4D\x3C\x2B\x1A", 4);
    return span_starts_with(bytes, "\x0A\x0D\x0D\x0A", 4) &&
           (*little || span_starts_with(span_from(bytes, 8), "\x1A\x2B\x3C\x4D", 4));
}

bool capture_begins(struct span bytes) {
    bool little;
    return is_pcap(bytes, &little) || is_pcapng(bytes, &little);
}

static void walk_pcap(struct walk *walk) {
    enum { FILE_HEAD = 24, PACKET_HEAD = 16, LINK_BITS = 0x0FFFFFFF };
    uint32_t link = number(walk->capture, 20, 4, walk->little) & LINK_BITS;
    struct span rest = span_from(walk->capture, FILE_HEAD);
    while (rest.length >= PACKET_HEAD) {
        size_t length = number(rest, 8, 4, walk->little);
        rest = span_from(rest, PACKET_HEAD);
        if (length > rest.length || !read_frame(walk, link, span_part(rest, 0, length))) {
            break;
        }
        rest = span_from(rest, length);
    }
}

/* One block of pcapng, its type and length before it and the length behind it. */
static bool read_block(struct walk *walk, struct span block) {
    enum { INTERFACE = 1, PACKET_OLD = 2, PACKET_SIMPLE = 3, PACKET = 6 };
    uint32_t type = number(block, 0, 4, walk->little);
    size_t head = type == PACKET_SIMPLE ? 12 : 28;
    size_t length = number(block, type == PACKET_SIMPLE ? 8 : 20, 4, walk->little);
    if (type == INTERFACE && walk->link_count < INTERFACES_MOST) {
        walk->links[walk->link_count++] = number(block, 8, 2, walk->little);
    }
    if ((type != PACKET && type != PACKET_OLD && type != PACKET_SIMPLE) ||
        block.length < head + 4) {
        return true;
    }
    size_t number_of = type == PACKET_SIMPLE ? 0
                       : type == PACKET      ? number(block, 8, 4, walk->little)
                                             : number(block, 8, 2, walk->little);
    struct span frame = span_part(span_part(block, 0, block.length - 4), head, length);
    return number_of >= walk->link_count || read_frame(walk, walk->links[number_of], frame);
}

static void walk_pcapng(struct walk *walk) {
    enum { BLOCK_LEAST = 12 };
    struct span rest = walk->capture;
    while (rest.length >= BLOCK_LEAST) {
        bool little;
        if (is_pcapng(rest, &little)) { /* a section: interfaces are counted anew */
            walk->little = little;
            walk->link_count = 0;
        }
        size_t length = number(rest, 4, 4, walk->little);
        if (length < BLOCK_LEAST || length % 4 || length > rest.length ||
            !read_block(walk, span_part(rest, 0, length))) {
            break;
        }
        rest = span_from(rest, length);
    }
}

void capture_each_segment(struct span capture, tcp_segment_found *found, void *context) {
    struct walk walk = {.capture = capture, .found = found, .context = context};
    if (is_pcap(capture, &walk.little)) {
        walk_pcap(&walk);
    } else if (is_pcapng(capture, &walk.little)) {
        walk_pcapng(&walk);
    }
}
