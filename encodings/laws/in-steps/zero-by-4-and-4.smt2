; Rounding zero may be done in steps: a/4 rounded, and that divided by 4 and rounded again, is
; a/16 rounded.
; unsat: the law holds.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const a (_ BitVec 16))
(define-fun first_step () (_ BitVec 14) ((_ extract 13 0) ((_ extract 16 2) (bvadd ((_ sign_extend 1) a) ((_ sign_extend 14) (ite (bvslt a (_ bv0 16)) (_ bv3 3) (_ bv0 3)))))))
(define-fun second_step () (_ BitVec 12) ((_ extract 11 0) ((_ extract 14 2) (bvadd ((_ sign_extend 1) first_step) ((_ sign_extend 12) (ite (bvslt first_step (_ bv0 14)) (_ bv3 3) (_ bv0 3)))))))
(define-fun at_once () (_ BitVec 12) ((_ extract 11 0) ((_ extract 16 4) (bvadd ((_ sign_extend 1) a) ((_ sign_extend 12) (ite (bvslt a (_ bv0 16)) (_ bv15 5) (_ bv0 5)))))))
(assert (not (= second_step at_once)))
(check-sat)
