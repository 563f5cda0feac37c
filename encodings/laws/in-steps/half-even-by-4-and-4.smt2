; Rounding half-even may be done in steps: a/4 rounded, and that divided by 4 and rounded again,
; is a/16 rounded.
; sat: the law fails. Witness: a = 9, where first_step = 2, second_step = 0, at_once = 1.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status sat)
(declare-const a (_ BitVec 16))
(define-fun first_step_nudged () (_ BitVec 17) (bvadd ((_ sign_extend 1) a) (_ bv2 17)))
(define-fun first_step_half_up () (_ BitVec 15) ((_ extract 16 2) first_step_nudged))
(define-fun first_step () (_ BitVec 15) (ite (and (= (concat #b0 ((_ extract 1 0) first_step_nudged)) (_ bv0 3)) (= ((_ extract 0 0) first_step_half_up) #b1)) (concat ((_ extract 14 1) first_step_half_up) #b0) first_step_half_up))
(define-fun second_step_nudged () (_ BitVec 15) (bvadd first_step (_ bv2 15)))
(define-fun second_step_half_up () (_ BitVec 13) ((_ extract 14 2) second_step_nudged))
(define-fun second_step () (_ BitVec 13) (ite (and (= (concat #b0 ((_ extract 1 0) second_step_nudged)) (_ bv0 3)) (= ((_ extract 0 0) second_step_half_up) #b1)) (concat ((_ extract 12 1) second_step_half_up) #b0) second_step_half_up))
(define-fun at_once_nudged () (_ BitVec 17) (bvadd ((_ sign_extend 1) a) (_ bv8 17)))
(define-fun at_once_half_up () (_ BitVec 13) ((_ extract 16 4) at_once_nudged))
(define-fun at_once () (_ BitVec 13) (ite (and (= (concat #b0 ((_ extract 3 0) at_once_nudged)) (_ bv0 5)) (= ((_ extract 0 0) at_once_half_up) #b1)) (concat ((_ extract 12 1) at_once_half_up) #b0) at_once_half_up))
(assert (not (= second_step at_once)))
(check-sat)
