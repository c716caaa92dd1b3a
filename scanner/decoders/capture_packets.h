/* Packets of a capture, as tcpdump and Wireshark write them: pcap (draft-ietf-opsawg-pcap) in all
 * four of its byte orders and clocks, pcapng (draft-ietf-opsawg-pcapng) with several sections and
 * interfaces. Of Ethernet with VLAN tags, Linux "cooked", loopback and plain IP; of these TCP over
 * IPv4 and IPv6 (RFC 791, 8200, 9293). Fragments of IP packets are passed over. */
#ifndef DECODERS_CAPTURE_PACKETS_H
#define DECODERS_CAPTURE_PACKETS_H

#include "base/span.h"

enum { CAPTURE_ENDS_BYTES = 36 }; /* two addresses of 16 bytes, two ports */

struct tcp_segment {
    uint8_t ends[CAPTURE_ENDS_BYTES]; /* the sender's first; IPv4 with zeros behind it */
    uint32_t sequence;                /* of its first byte of payload */
    bool begins;                      /* SYN: a connection */
    size_t offset;                    /* of the payload, in the capture */
    size_t length;
};

bool capture_begins(struct span bytes);

/* Told of one segment with payload or SYN. False ends the walk. */
typedef bool tcp_segment_found(void *context, const struct tcp_segment *segment);

/* Each segment in the order of the capture, up to where it is cut or damaged. */
void capture_each_segment(struct span capture, tcp_segment_found *found, void *context);

#endif
