; Rounding floor may be done in steps: a/4 rounded, and that divided by 4 and rounded again, is
; a/16 rounded.
; unsat: the law holds.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const a (_ BitVec 16))
(define-fun first_step () (_ BitVec 14) ((_ extract 15 2) a))
(define-fun second_step () (_ BitVec 12) ((_ extract 13 2) first_step))
(define-fun at_once () (_ BitVec 12) ((_ extract 15 4) a))
(assert (not (= second_step at_once)))
(check-sat)
