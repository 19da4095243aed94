import LabNetwork
import LabRunner

/// A run drawn along its time: steps, what checks saw, and the windows of faults.
struct RunTimeline {
    let result: RunResult
    let history: RunHistory

    private static let width = 1000.0
    private static let left = 8.0
    private static let right = 8.0
    private static let stepsTop = 24.0
    private static let stepHeight = 26.0
    private static let marksTop = 64.0
    private static let faultsTop = 80.0
    private static let laneHeight = 22.0
    /// About the width of a letter of the drawing's font.
    private static let letter = 6.4

    private var lanes: [[RunHistory.FaultWindow]] {
        var lanes: [[RunHistory.FaultWindow]] = []
        for fault in history.faults.sorted(by: { $0.began < $1.began }) {
            // A fault's words may be longer than it lasts, so they need their room in the lane, too.
            let free = lanes.firstIndex { lane in
                lane.last.map { labelEnd(of: $0) + 8 <= x(fault.began) } ?? true
            }
            if let free { lanes[free].append(fault) } else { lanes.append([fault]) }
        }
        return lanes
    }

    private var span: Double { max(history.duration.seconds, 0.000_001) }

    private func x(_ moment: Instant) -> Double {
        let share = (moment - history.began).seconds / span
        let room = Self.width - Self.left - Self.right
        return Self.left + min(max(share, 0), 1) * room
    }

    private func labelEnd(of fault: RunHistory.FaultWindow) -> Double {
        let words = Double(fault.notice.words.count) * Self.letter
        let start = x(fault.began)
        let isLeft = start + 6 + words > Self.width
        return isLeft ? Self.width : max(x(fault.ended), start + 6 + words)
    }

    /// Writes the drawing.
    func write(to page: inout HTMLText) {
        let lanes = lanes
        let bottom = Self.faultsTop + Double(lanes.count) * Self.laneHeight + 4
        let height = HTMLText.pixels(bottom + 18)
        page.raw(
            "<svg class=\"timeline\" viewBox=\"0 0 \(HTMLText.pixels(Self.width)) \(height)\" "
                + "role=\"img\" aria-label=\"timeline\">\n")
        writeAxis(bottom: bottom, to: &page)
        for fault in history.faults { writeShade(fault, bottom: bottom, to: &page) }
        for step in result.steps where step.outcome != .notRun { write(step, to: &page) }
        for moment in history.moments { write(moment, to: &page) }
        for (index, lane) in lanes.enumerated() {
            for fault in lane {
                write(fault, top: Self.faultsTop + Double(index) * Self.laneHeight, to: &page)
            }
        }
        page.raw("</svg>\n")
    }

    // MARK: - Parts

    private func writeAxis(bottom: Double, to page: inout HTMLText) {
        let pace = tick
        var index = (history.began - .start).nanoseconds / pace.nanoseconds
        while true {
            let moment = Instant.start + pace * Int(index)
            index += 1
            if moment < history.began { continue }
            if moment > history.ended { return }
            let place = HTMLText.pixels(x(moment))
            page.raw("<line class=\"grid\" x1=\"\(place)\" x2=\"\(place)\" y1=\"16\" ")
            page.raw("y2=\"\(HTMLText.pixels(bottom))\"/>")
            // A label that has no room is worth less than the drawing's edge.
            guard x(moment) < Self.width - 36 else { continue }
            page.raw("<text class=\"axis\" x=\"\(place)\" y=\"12\">")
            page.add("\((moment - .start).exactSeconds) s")
            page.raw("</text>\n")
        }
    }

    /// The distance of the axis' lines: 1, 2 or 5 times a power of ten, for at most twelve of them.
    private var tick: Interval {
        var decade: Int64 = 1_000
        while true {
            for factor in [1, 2, 5] as [Int64]
            where history.duration.nanoseconds / (decade * factor) < 12 {
                return .nanoseconds(decade * factor)
            }
            decade *= 10
        }
    }

    private func writeShade(
        _ fault: RunHistory.FaultWindow, bottom: Double, to page: inout HTMLText
    ) {
        let (start, end) = (x(fault.began), x(fault.ended))
        page.raw("<rect class=\"shade\" x=\"\(HTMLText.pixels(start))\" y=\"18\" ")
        page.raw("width=\"\(HTMLText.pixels(max(end - start, 1)))\" ")
        page.raw("height=\"\(HTMLText.pixels(bottom - 18))\"/>\n")
    }

    private func write(_ step: StepResult, to page: inout HTMLText) {
        let start = x(step.startedAt)
        let width = max(x(step.startedAt + step.duration) - start - 1, 2)
        page.raw("<g class=\"stepbar \(step.outcome.look)\"><title>")
        page.add("\(step.index + 1). \(step.name): \(step.outcome.rawValue)")
        page.add(", \(step.duration.secondsText) s")
        page.raw("</title><rect x=\"\(HTMLText.pixels(start))\" ")
        page.raw("y=\"\(HTMLText.pixels(Self.stepsTop))\" rx=\"3\" ")
        page.raw("width=\"\(HTMLText.pixels(width))\" ")
        page.raw("height=\"\(HTMLText.pixels(Self.stepHeight))\"/>")
        let letters = Int((width - 10) / Self.letter)
        let full = "\(step.index + 1) \(step.name)"
        let label =
            full.count <= letters
            ? full : letters >= 6 ? full.prefix(letters - 1) + "…" : "\(step.index + 1)"
        if Double(label.count) * Self.letter + 4 <= width {
            page.raw("<text x=\"\(HTMLText.pixels(start + 5))\" ")
            page.raw("y=\"\(HTMLText.pixels(Self.stepsTop + 17))\">")
            page.add(label)
            page.raw("</text>")
        }
        page.raw("</g>\n")
    }

    private func write(_ moment: RunHistory.Moment, to page: inout HTMLText) {
        let radius: Double
        switch moment.look {
        case .held, .missed: radius = 3.5
        case .action, .measure, .note: radius = 2.5
        case .fault: return
        }
        page.raw("<circle class=\"\(moment.look.rawValue)\" r=\"\(HTMLText.pixels(radius))\" ")
        page.raw("cx=\"\(HTMLText.pixels(x(moment.at)))\" ")
        page.raw("cy=\"\(HTMLText.pixels(Self.marksTop))\"><title>")
        page.add("\(moment.at.secondsText) \(moment.words)")
        page.raw("</title></circle>\n")
    }

    private func write(_ fault: RunHistory.FaultWindow, top: Double, to page: inout HTMLText) {
        let start = x(fault.began)
        let width = max(x(fault.ended) - start, 2)
        let words = Double(fault.notice.words.count) * Self.letter
        let isLeft = start + 6 + words > Self.width
        page.raw("<g class=\"faultbar\"><title>")
        page.add("\(fault.notice.words): \((fault.ended - fault.began).secondsText) s")
        page.add(fault.end.map { ", \($0.rawValue)" } ?? ", to the end")
        page.raw("</title><rect x=\"\(HTMLText.pixels(start))\" rx=\"3\" ")
        page.raw("y=\"\(HTMLText.pixels(top))\" width=\"\(HTMLText.pixels(width))\" ")
        page.raw("height=\"\(HTMLText.pixels(Self.laneHeight - 4))\"/>")
        page.raw("<text x=\"\(HTMLText.pixels(isLeft ? Self.width - 4 : start + 6))\" ")
        page.raw("y=\"\(HTMLText.pixels(top + 13))\"\(isLeft ? " text-anchor=\"end\"" : "")>")
        page.add(fault.notice.words)
        page.raw("</text></g>\n")
    }
}
