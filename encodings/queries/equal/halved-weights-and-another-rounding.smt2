; An input at which two semantics differ: x1 in -16…15.
; Left: a network with widths 1 → 2 → 1, Q2.2, activation relu, half-even, saturate, exact
; accumulation.
; Right: a network with widths 1 → 2 → 1, Q2.2, activation relu, floor, saturate, exact
; accumulation. The neurons of hidden layers stand sorted by weights and bias.
; sat: they differ there. unsat: they are equal on all of these inputs.
; The status comes from evaluation at every input.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status sat)
(declare-const x1 (_ BitVec 5))
(define-fun left1_1_sum () (_ BitVec 7) (bvmul (bvneg (_ bv2 7)) ((_ sign_extend 2) x1)))
(define-fun left1_1_rounded_nudged () (_ BitVec 7) (bvadd left1_1_sum (_ bv2 7)))
(define-fun left1_1_rounded_half_up () (_ BitVec 5) ((_ extract 6 2) left1_1_rounded_nudged))
(define-fun left1_1_rounded () (_ BitVec 5) (ite (and (= (concat #b0 ((_ extract 1 0) left1_1_rounded_nudged)) (_ bv0 3)) (= ((_ extract 0 0) left1_1_rounded_half_up) #b1)) (concat ((_ extract 4 1) left1_1_rounded_half_up) #b0) left1_1_rounded_half_up))
(define-fun left1_2_sum () (_ BitVec 6) (bvmul (_ bv2 6) ((_ sign_extend 1) x1)))
(define-fun left1_2_rounded_nudged () (_ BitVec 7) (bvadd ((_ sign_extend 1) left1_2_sum) (_ bv2 7)))
(define-fun left1_2_rounded_half_up () (_ BitVec 5) ((_ extract 6 2) left1_2_rounded_nudged))
(define-fun left1_2_rounded () (_ BitVec 5) (ite (and (= (concat #b0 ((_ extract 1 0) left1_2_rounded_nudged)) (_ bv0 3)) (= ((_ extract 0 0) left1_2_rounded_half_up) #b1)) (concat ((_ extract 4 1) left1_2_rounded_half_up) #b0) left1_2_rounded_half_up))
(define-fun left1_1_activated () (_ BitVec 5) (ite (bvslt left1_1_rounded (_ bv1 5)) (_ bv0 5) left1_1_rounded))
(define-fun left1_2_activated () (_ BitVec 5) (ite (bvslt left1_2_rounded (_ bv1 5)) (_ bv0 5) left1_2_rounded))
(define-fun left2_1_sum () (_ BitVec 8) (bvadd ((_ sign_extend 1) (bvmul (_ bv4 7) ((_ sign_extend 2) left1_1_activated))) ((_ sign_extend 1) (bvmul (_ bv4 7) ((_ sign_extend 2) left1_2_activated)))))
(define-fun left2_1_clamped () (_ BitVec 7) (ite (bvslt (_ bv59 8) left2_1_sum) (_ bv59 7) ((_ extract 6 0) left2_1_sum)))
(define-fun left2_1_rounded_nudged () (_ BitVec 7) (bvadd left2_1_clamped (_ bv2 7)))
(define-fun left2_1_rounded_half_up () (_ BitVec 5) ((_ extract 6 2) left2_1_rounded_nudged))
(define-fun left2_1_rounded () (_ BitVec 5) (ite (and (= (concat #b0 ((_ extract 1 0) left2_1_rounded_nudged)) (_ bv0 3)) (= ((_ extract 0 0) left2_1_rounded_half_up) #b1)) (concat ((_ extract 4 1) left2_1_rounded_half_up) #b0) left2_1_rounded_half_up))
(define-fun right1_1_sum () (_ BitVec 7) (bvmul (bvneg (_ bv2 7)) ((_ sign_extend 2) x1)))
(define-fun right1_1_rounded () (_ BitVec 5) ((_ extract 6 2) right1_1_sum))
(define-fun right1_2_sum () (_ BitVec 6) (bvmul (_ bv2 6) ((_ sign_extend 1) x1)))
(define-fun right1_2_rounded () (_ BitVec 4) ((_ extract 5 2) right1_2_sum))
(define-fun right1_1_activated () (_ BitVec 5) (ite (bvslt right1_1_rounded (_ bv1 5)) (_ bv0 5) right1_1_rounded))
(define-fun right1_2_activated () (_ BitVec 4) (ite (bvslt right1_2_rounded (_ bv1 4)) (_ bv0 4) right1_2_rounded))
(define-fun right2_1_sum () (_ BitVec 7) (bvadd (bvmul (_ bv4 7) ((_ sign_extend 2) right1_1_activated)) ((_ sign_extend 1) (bvmul (_ bv4 6) ((_ sign_extend 2) right1_2_activated)))))
(define-fun right2_1_rounded () (_ BitVec 5) ((_ extract 6 2) right2_1_sum))
(assert (not (= left2_1_rounded right2_1_rounded)))
(check-sat)
