; An output accumulator whose coset modulo 1 reaches every raw value of the format (condition
; (C)): a bias plus a multiple of 1. Model: format Q3.4, activation hardtanh, weights format,
; biases wide, half-even, saturate, exact accumulation.
; sat: the accumulator is `coset`. unsat: no coset reaches every value; so networks are not
; universal, if 1 generates V.
; The status comes from intersecting the arcs of all cells.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status sat)
(declare-const coset (_ BitVec 1))
(assert (not (bvslt coset (_ bv0 1))))
(declare-const bias (_ BitVec 1))
(assert (not (bvslt bias (_ bv0 1))))
(declare-const multiple (_ BitVec 2))
(assert (not (bvslt multiple (bvneg (_ bv1 2)))))
(assert (= (_ bv0 2) multiple))
(check-sat)
