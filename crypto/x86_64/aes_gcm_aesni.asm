; SPDX-FileCopyrightText: The brisk authors
; SPDX-License-Identifier: Apache-2.0

; AES-128-GCM and AES-256-GCM (FIPS 197, SP 800-38D) with AES-NI and PCLMULQDQ: Westmere and later.
;
;   void brisk_aes_gcm_init_aesni(void *state, const uint8_t *key, size_t key_len);
;   void brisk_aes_gcm_seal_aesni(const void *state, uint8_t *out, uint8_t tag[16],
;       const uint8_t nonce[12], const uint8_t *in, size_t in_len,
;       const uint8_t *aad, size_t aad_len);
;   int brisk_aes_gcm_open_aesni(const void *state, uint8_t *out, const uint8_t tag[16],
;       const uint8_t nonce[12], const uint8_t *in, size_t in_len,
;       const uint8_t *aad, size_t aad_len);
;
; Bounds     key_len 16 or 32; in_len at most 2^36 - 32; state 64-byte aligned, all else unaligned.
; Aliasing   out may equal in; no other overlap.
; CPU bits   CPU_AESNI | CPU_PCLMUL | CPU_SSE41 | CPU_SSSE3
; Timing     depends on lengths only, and for open on whether the tag is right.
; Speed      Emerald Rapids (family 6, model 207), seal and open at 16 KiB: AES-128 0.472 and 0.466
;            cycles per byte, AES-256 0.558 and 0.552; 64 bytes 105 and 76 cycles, AES-256 123
;            and 92
;
; The code is that of aes_gcm.inc.

%define VARIANT     aesni
%define WIDTH       1
%define AVX         0
%include "crypto/x86_64/aes_gcm.inc"
