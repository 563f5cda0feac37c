; An output accumulator whose coset modulo 16 reaches every raw value of the format (condition
; (C)): a bias plus a multiple of 16. Model: format Q3.4, activation step, weights format, biases
; wide, half-even, saturate, exact accumulation.
; sat: the accumulator is `coset`. unsat: no coset reaches every value; so networks are not
; universal, if 16 generates V.
; The status comes from intersecting the arcs of all cells.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status sat)
(declare-const coset (_ BitVec 5))
(assert (not (bvslt coset (_ bv0 5))))
(declare-const bias (_ BitVec 1))
(assert (not (bvslt bias (_ bv0 1))))
(declare-const multiple (_ BitVec 2))
(assert (not (bvslt multiple (bvneg (_ bv1 2)))))
(assert (= ((_ sign_extend 1) coset) (bvmul (_ bv16 6) ((_ sign_extend 4) multiple))))
(assert (not (and (bvslt coset (_ bv9 5)) (bvslt (_ bv7 5) coset))))
(check-sat)
