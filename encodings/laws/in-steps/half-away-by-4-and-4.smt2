; Rounding half-away may be done in steps: a/4 rounded, and that divided by 4 and rounded again,
; is a/16 rounded.
; sat: the law fails. Witness: a = 6, where first_step = 2, second_step = 1, at_once = 0.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status sat)
(declare-const a (_ BitVec 16))
(define-fun first_step () (_ BitVec 15) ((_ extract 16 2) (bvadd ((_ sign_extend 1) a) ((_ sign_extend 14) (ite (bvslt a (_ bv0 16)) (_ bv1 3) (_ bv2 3))))))
(define-fun second_step () (_ BitVec 13) ((_ extract 14 2) (bvadd first_step ((_ sign_extend 12) (ite (bvslt first_step (_ bv0 15)) (_ bv1 3) (_ bv2 3))))))
(define-fun at_once () (_ BitVec 13) ((_ extract 16 4) (bvadd ((_ sign_extend 1) a) ((_ sign_extend 12) (ite (bvslt a (_ bv0 16)) (_ bv7 5) (_ bv8 5))))))
(assert (not (= second_step at_once)))
(check-sat)
