"""Runs a whole emulation campaign of the example district through the public HTTP API, with real workers behind it.

Needs BASE_URL, DATA_DIR and SIMULATED_CLOCK_FILE in the environment (`make demo` sets them) and goes on where the data
stands. Ends with 0 only if everything held that the example promises.
"""

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from hoankiem import (
    absences,
    answers,
    appeals,
    awards,
    boards,
    chasing,
    citizens,
    city,
    council,
    drafting,
    eligibility,
    halls,
    histories,
    issuing,
    law,
    levels,
    lives,
    money,
    nominations,
    papers,
    passers_by,
    plans,
    publication,
    report,
    signing,
    standins,
    story,
    visits,
    withholding,
)
from hoankiem.generator import generate


def main() -> int:
    began = time.monotonic()
    data = Path(os.environ["DATA_DIR"])
    folder = data / "examples" / "hoan-kiem"
    told = story.Story(
        base_url=os.environ["BASE_URL"],
        folder=folder,
        clock=Path(os.environ["SIMULATED_CLOCK_FILE"]),
        password=os.environ.get("DEMO_PASSWORD", "thi-dua-khen-thuong"),
    )
    if not (folder / "manifest.json").exists():
        with told.step("sinh dữ liệu ví dụ: 37 đơn vị, 504 người, 432 sổ Excel, 20.000 phiếu khảo sát"):
            generate(folder)
    with told.step("mở cơ quan, nhập đơn vị và cán bộ, mở tài khoản"):
        story.await_web(told)
        story.found(told)
        story.organise(told)
    with told.step("ban hành bộ tiêu chí, soạn thảo và phát động phong trào"):
        story.launch(told)
        absences.record(told)
        plans.assign(told)
        plans.compete(told)
        chasing.chase(told)
        answers.give(told)
        standins.stand_in(told)
        visits.inspect(told)
        citizens.hear(told)
        nominations.register(told)
    story.run_year(told, lambda: boards.followed(told))
    with told.step("kết thúc phong trào, xếp hạng chung cuộc"):
        story.close(told)
        appeals.hear(told)
    with told.step("công bố bảng xếp hạng, tính lại từ gói dữ liệu, xem độ chắc chắn và chỉ báo công bằng"):
        publication.publish(told, data / "xep-hang")
        publication.double_score(told)
        publication.look(told)
        drafting.draft_next_year(told)
        boards.look(told)
    with told.step("xét điều kiện khen thưởng theo luật của năm 2019"):
        eligibility.check(told)
    with told.step("đề nghị khen thưởng từ bảng xếp hạng, tiếp nhận, thẩm định từng người"):
        nominations.nominate(told)
    with told.step("Hội đồng họp: chưa đủ người thì hoãn, bỏ phiếu kín và công khai, kiểm lại phiếu"):
        council.advise(told)
    with told.step("đặt cách ký quyết định, với con dấu và chữ ký mẫu"):
        signing.arrange(told)
    with told.step("quyết định khen thưởng, cấp số, lập giấy khen"):
        decision = awards.decide(told)
        certificates = awards.collect(told, decision, data / "giay-khen")
        signing.prove(told, decision, certificates, data / "giay-khen")
        staff = awards.own_certificate(told, certificates)
    with told.step("mở quỹ, chi thưởng theo danh sách"):
        money.pay(told, decision, data / "chi-thuong")
    with told.step("quản trị nhập lương cơ sở mới từ một ngày; tiền thưởng đã tính giữ mức cũ"):
        law.renew(told)
    with told.step("khen từ hồ sơ, thủ tục đơn giản, quyết định cũ, hủy bỏ, lịch sử khen thưởng"):
        lives.live(told)
        levels.go_up(told)
        city.decide(told)
    with told.step("chi rồi thu hồi tiền thưởng của khen thưởng bị hủy, lập biểu thống kê"):
        money.recover(told)
        money.count(told, data / "giay-khen")
    with told.step("tải cả đợt giấy khen, cấp lại một bản, xem sổ khen thưởng"):
        issuing.hand_out(told, decision, data / "giay-khen")
    with told.step("người dân tra cứu giấy khen: còn hiệu lực, bị hủy, đã cấp lại, tệp bị sửa, chứng chỉ số"):
        passers_by.verify(told, certificates)
    with told.step("mọi người xem kết quả và sổ vàng; tìm không dấu"):
        halls.read(told)
    with told.step("một người xin không nêu tên trong sổ vàng công khai"):
        withholding.withhold(told, certificates)
    with told.step("tổng kết và kiểm tra lại"):
        awards.conclude(told)
        report.check(told)
        answers.counted(told)
        standins.look_back(told)
        absences.look_back(told)
        histories.look_back(told)
        papers.write(told, decision, data / "van-ban")
    report.show(told, certificates, data / "giay-khen", staff, time.monotonic() - began)
    return 1 if told.faults else 0


if __name__ == "__main__":
    sys.exit(main())
