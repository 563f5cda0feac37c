; Rounding half-up may be done in steps: a/4 rounded, and that divided by 4 and rounded again, is
; a/16 rounded.
; sat: the law fails. Witness: a = 6, where first_step = 2, second_step = 1, at_once = 0.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status sat)
(declare-const a (_ BitVec 16))
(define-fun first_step () (_ BitVec 15) ((_ extract 16 2) (bvadd ((_ sign_extend 1) a) (_ bv2 17))))
(define-fun second_step () (_ BitVec 13) ((_ extract 14 2) (bvadd first_step (_ bv2 15))))
(define-fun at_once () (_ BitVec 13) ((_ extract 16 4) (bvadd ((_ sign_extend 1) a) (_ bv8 17))))
(assert (not (= second_step at_once)))
(check-sat)
