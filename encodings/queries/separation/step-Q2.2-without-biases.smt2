; A first-layer neuron that tells raw inputs -16 and -15 apart. Model: format Q2.2, activation
; step, weights ternary, biases none, half-even, saturate, exact accumulation.
; sat: the neuron has this weight and bias. unsat: no neuron does, so condition (D) fails and
; networks are not universal.
; The status comes from the search for separating neurons, exact and complete.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const weight (_ BitVec 2))
(assert (not (bvslt weight (bvneg (_ bv1 2)))))
(declare-const bias (_ BitVec 1))
(assert (not (bvslt bias (_ bv0 1))))
(define-fun at_minus_16_sum () (_ BitVec 6) (bvmul ((_ sign_extend 4) weight) (bvneg (_ bv16 6))))
(define-fun at_minus_16_clamped () (_ BitVec 5) (ite (bvslt (_ bv15 6) at_minus_16_sum) (_ bv15 5) ((_ extract 4 0) at_minus_16_sum)))
(define-fun at_minus_16_activated () (_ BitVec 4) (ite (bvslt at_minus_16_clamped (_ bv0 5)) (_ bv0 4) (_ bv4 4)))
(define-fun at_minus_15_sum () (_ BitVec 5) (bvmul ((_ sign_extend 3) weight) (bvneg (_ bv15 5))))
(define-fun at_minus_15_activated () (_ BitVec 4) (ite (bvslt at_minus_15_sum (_ bv0 5)) (_ bv0 4) (_ bv4 4)))
(assert (not (= at_minus_16_activated at_minus_15_activated)))
(check-sat)
