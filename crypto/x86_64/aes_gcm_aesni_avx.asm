; SPDX-FileCopyrightText: The brisk authors
; SPDX-License-Identifier: Apache-2.0

; AES-128-GCM and AES-256-GCM (FIPS 197, SP 800-38D) with AES-NI, PCLMULQDQ and AVX's
; three operands.
;
;   void brisk_aes_gcm_init_aesni_avx(void *state, const uint8_t *key, size_t key_len);
;   void brisk_aes_gcm_seal_aesni_avx(const void *state, uint8_t *out, uint8_t tag[16],
;       const uint8_t nonce[12], const uint8_t *in, size_t in_len,
;       const uint8_t *aad, size_t aad_len);
;   int brisk_aes_gcm_open_aesni_avx(const void *state, uint8_t *out, const uint8_t tag[16],
;       const uint8_t nonce[12], const uint8_t *in, size_t in_len,
;       const uint8_t *aad, size_t aad_len);
;
; Bounds     key_len 16 or 32; in_len at most 2^36 - 32; state 64-byte aligned, all else unaligned.
; Aliasing   out may equal in; no other overlap.
; CPU bits   CPU_AESNI | CPU_PCLMUL | CPU_AVX
; Timing     depends on lengths only, and for open on whether the tag is right.
; Speed      Emerald Rapids (family 6, model 207), seal and open at 16 KiB: AES-128 0.436 and 0.432
;            cycles per byte, AES-256 0.522 and 0.519; 64 bytes 105 and 75 cycles, AES-256 120
;            and 90
;
; The code is that of aes_gcm.inc.

%define VARIANT     aesni_avx
%define WIDTH       1
%define AVX         1
%include "crypto/x86_64/aes_gcm.inc"
