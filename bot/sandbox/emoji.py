"""Emoji by their Slack names: enough for what people and bots use in an incident."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_NAMES = """
+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 eyes 👀 pushpin 📌 round_pushpin 📍
stopwatch ⏱️ timer_clock ⏲️ white_check_mark ✅ heavy_check_mark ✔️
ballot_box_with_check ☑️ repeat 🔁 see_no_evil 🙈 hear_no_evil 🙉 speak_no_evil 🙊
ok 🆗 question ❓ grey_question ❔ exclamation ❗ grey_exclamation ❕ bangbang ‼️
x ❌ negative_squared_cross_mark ❎ no_entry ⛔ no_entry_sign 🚫 warning ⚠️
rotating_light 🚨 fire 🔥 fire_extinguisher 🧯 fire_engine 🚒 sos 🆘 bell 🔔
no_bell 🔕 mega 📣 loudspeaker 📢 speaker 🔈 speech_balloon 💬
left_speech_bubble 🗨️ thought_balloon 💭 memo 📝 pencil 📝 pencil2 ✏️
page_facing_up 📄 page_with_curl 📃 clipboard 📋 bookmark 🔖 bookmark_tabs 📑
books 📚 book 📖 notebook 📓 ledger 📒 newspaper 📰 link 🔗 paperclip 📎 mag 🔍
mag_right 🔎 microscope 🔬 telescope 🔭 hammer 🔨 wrench 🔧 hammer_and_wrench 🛠️
gear ⚙️ nut_and_bolt 🔩 toolbox 🧰 shield 🛡️ lock 🔒 unlock 🔓 key 🔑 bulb 💡
flashlight 🔦 battery 🔋 electric_plug 🔌 computer 💻 desktop_computer 🖥️ iphone 📱
phone ☎️ telephone_receiver 📞 pager 📟 satellite_antenna 📡 floppy_disk 💾 cd 💿
minidisc 💽 card_file_box 🗃️ file_cabinet 🗄️ wastebasket 🗑️ package 📦 mailbox 📫
email 📧 envelope ✉️ inbox_tray 📥 outbox_tray 📤 calendar 📅 date 📅
spiral_calendar_pad 🗓️ alarm_clock ⏰ watch ⌚ hourglass ⌛ hourglass_flowing_sand ⏳
clock1 🕐 clock3 🕒 clock9 🕘 chart_with_upwards_trend 📈
chart_with_downwards_trend 📉 bar_chart 📊 red_circle 🔴 large_orange_circle 🟠
large_yellow_circle 🟡 large_green_circle 🟢 large_blue_circle 🔵
large_purple_circle 🟣 white_circle ⚪ black_circle ⚫ large_red_square 🟥
large_orange_square 🟧 large_yellow_square 🟨 large_green_square 🟩
large_blue_square 🟦 white_large_square ⬜ black_large_square ⬛ small_red_triangle 🔺
small_red_triangle_down 🔻 small_orange_diamond 🔸 small_blue_diamond 🔹 arrow_up ⬆️
arrow_down ⬇️ arrow_left ⬅️ arrow_right ➡️ arrow_upper_right ↗️ arrow_lower_right ↘️
arrows_counterclockwise 🔄 arrows_clockwise 🔃 rewind ⏪ fast_forward ⏩
leftwards_arrow_with_hook ↩️ arrow_right_hook ↪️ double_vertical_bar ⏸️
black_square_for_stop ⏹️ arrow_forward ▶️ information_source ℹ️ new 🆕 up 🆙
cool 🆒 free 🆓 zzz 💤 1234 🔢 zero 0️⃣ one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣
five 5️⃣ six 6️⃣ seven 7️⃣ eight 8️⃣ nine 9️⃣ keycap_ten 🔟 hash #️⃣
heavy_plus_sign ➕ heavy_minus_sign ➖ heavy_multiplication_x ✖️ tada 🎉
confetti_ball 🎊 sparkles ✨ star ⭐ star2 🌟 dizzy 💫 zap ⚡ boom 💥
collision 💥 rocket 🚀 checkered_flag 🏁 triangular_flag_on_post 🚩 trophy 🏆
medal 🏅 crown 👑 gem 💎 gift 🎁 balloon 🎈 dart 🎯 heart ❤️ orange_heart 🧡
yellow_heart 💛 green_heart 💚 blue_heart 💙 purple_heart 💜 broken_heart 💔 100 💯
pray 🙏 clap 👏 raised_hands 🙌 wave 👋 muscle 💪 handshake 🤝 ok_hand 👌
point_up ☝️ point_up_2 👆 point_down 👇 point_left 👈 point_right 👉 raised_hand ✋
hand ✋ crossed_fingers 🤞 v ✌️ fist ✊ facepunch 👊 writing_hand ✍️ brain 🧠
robot_face 🤖 ghost 👻 alien 👽 skull 💀 poop 💩 hankey 💩 bug 🐛 ladybug 🐞
beetle 🪲 snail 🐌 turtle 🐢 whale 🐳 dog 🐶 cat 🐱 unicorn_face 🦄 seedling 🌱
evergreen_tree 🌲 cactus 🌵 sunny ☀️ cloud ☁️ rain_cloud 🌧️
thunder_cloud_and_rain ⛈️ snowflake ❄️ ocean 🌊 droplet 💧 rainbow 🌈
earth_africa 🌍 globe_with_meridians 🌐 house 🏠 office 🏢 hospital 🏥
construction 🚧 ambulance 🚑 helicopter 🚁 airplane ✈️ car 🚗 anchor ⚓ coffee ☕
pizza 🍕 cake 🍰 beer 🍺 cookie 🍪 smile 😄 smiley 😃 grinning 😀 grin 😁
joy 😂 slightly_smiling_face 🙂 wink 😉 blush 😊 sweat_smile 😅 thinking_face 🤔
neutral_face 😐 expressionless 😑 no_mouth 😶 unamused 😒 grimacing 😬 sweat 😓
disappointed 😞 worried 😟 confused 😕 cry 😢 sob 😭 scream 😱 fearful 😨
astonished 😲 exploding_head 🤯 dizzy_face 😵 sleeping 😴 sunglasses 😎
nerd_face 🤓 face_with_monocle 🧐 partying_face 🥳 salute 🫡 saluting_face 🫡
melting_face 🫠 shrug 🤷 face_palm 🤦 runner 🏃 walking 🚶 detective 🕵️
sleuth_or_spy 🕵️ bust_in_silhouette 👤 busts_in_silhouette 👥 label 🏷️ ticket 🎫
compass 🧭 world_map 🗺️ test_tube 🧪 adhesive_bandage 🩹 stethoscope 🩺
thermometer 🌡️ crystal_ball 🔮 jigsaw 🧩 recycle ♻️ infinity ♾️ white_flag 🏳️
black_flag 🏴 vertical_traffic_light 🚦 octagonal_sign 🛑
"""

_WORDS = _NAMES.split()

EMOJI: Mapping[str, str] = MappingProxyType(dict(zip(_WORDS[::2], _WORDS[1::2], strict=True)))
"""Name without colons -> the character."""

PICKER = (
    "eyes", "pushpin", "stopwatch", "+1", "-1", "white_check_mark", "repeat", "see_no_evil",
    "ok", "question", "fire", "rocket", "tada", "pray", "heart", "wave",
)  # fmt: skip
"""What the page offers first."""
