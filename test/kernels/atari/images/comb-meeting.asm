; One pixel of player 1 and the ball, each moved by its own amount to one of the eight pixels that HMOVE blanks: do they meet?
; A byte a pixel of the player, a bit a pixel of the ball.
    include "frame.inc"
LINES = 130
meets = $A0
    MAC EFFECT
    lda #0
    sta HMP0
    sta HMM0
    sta HMM1
    sta ENAM0
    sta ENAM1
    sta GRP0
    lda #$30
    sta HMP1
    ldx #7
.player
    lda Pixel,x
    sta GRP1
    ldy #7
.ball
    lda Moves,y
    sta HMBL
    sta WSYNC
    sta RESP1               ; pixels 3 to 10
    sta RESBL               ; pixel 2
    SLEEP 30
    sta CXCLR
    sta WSYNC
    sta HMOVE
    SLEEP 34
    bit CXP1FB
    clc
    bvc .apart
    sec
.apart
    rol meets,x
    dey
    bpl .ball
    dex
    bpl .player
    jmp .end
Pixel
    dc.b $80, $40, $20, $10, $08, $04, $02, $01
Moves                       ; two to the left, one to the left, none, ..., five to the right
    dc.b $20, $10, $00, $F0, $E0, $D0, $C0, $B0
.end
    ENDM
    FRAME
