; An output accumulator whose coset modulo 3 reaches every raw value of the format (condition
; (C)): a bias plus a multiple of 3. Model: format raw(-3,1,2), activation table, weights format,
; biases accumulator, floor, saturate, exact accumulation.
; sat: the accumulator is `coset`. unsat: no coset reaches every value; so networks are not
; universal, if 3 generates V.
; The status comes from intersecting the arcs of all cells.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const coset (_ BitVec 3))
(assert (not (bvslt coset (_ bv0 3))))
(assert (not (bvslt (_ bv2 3) coset)))
(declare-const bias (_ BitVec 3))
(assert (not (bvslt bias (_ bv0 3))))
(assert (not (bvslt (_ bv2 3) bias)))
(declare-const multiple (_ BitVec 2))
(assert (= ((_ sign_extend 1) coset) (bvadd ((_ sign_extend 1) bias) (bvmul (_ bv3 4) ((_ sign_extend 2) multiple)))))
(assert (not (bvslt (_ bv1 3) coset)))
(assert (not (bvslt coset (_ bv1 3))))
(assert (not (and (bvslt coset (_ bv2 3)) (bvslt (_ bv0 3) coset))))
(check-sat)
