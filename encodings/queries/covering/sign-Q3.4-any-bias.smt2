; An output accumulator whose coset modulo 32 reaches every raw value of the format (condition
; (C)): a bias plus a multiple of 16. Model: format Q3.4, activation sign, weights format, biases
; accumulator, half-even, saturate, exact accumulation.
; sat: the accumulator is `coset`. unsat: no coset reaches every value; so networks are not
; universal, if 16 generates V.
; The status comes from intersecting the arcs of all cells.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const coset (_ BitVec 6))
(assert (not (bvslt coset (_ bv0 6))))
(declare-const bias (_ BitVec 5))
(assert (not (bvslt bias (_ bv0 5))))
(declare-const multiple (_ BitVec 3))
(assert (not (bvslt multiple (bvneg (_ bv2 3)))))
(assert (not (bvslt (_ bv2 3) multiple)))
(assert (= ((_ sign_extend 1) coset) (bvadd ((_ sign_extend 2) bias) (bvmul (_ bv16 7) ((_ sign_extend 4) multiple)))))
(assert (and (not (bvslt coset (_ bv9 6))) (not (bvslt (_ bv23 6) coset))))
(assert (not (and (bvslt coset (_ bv24 6)) (bvslt (_ bv8 6) coset))))
(check-sat)
