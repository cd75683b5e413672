"""Variants and neighbours as met in Moroccan registers: civil-status spellings, French transcription, Arabic without vowels.

The pairs were written by hand in three lots; each of the last two was tried on rules that had not seen it (F1 0.95, then 0.96)
before the rules were mended and the lot added here. Expect that, not the figure below, of names that are not in this file.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from artisans.names import LIKELY, fold, similarity, skeleton, sort_key_arabic, sort_key_latin

SAME = """
Mohamed | محمد
Mohammed | محمد
Mouhamed | Mohamed
Med Alaoui | محمد العلوي
Hassan | حسن
Hasan | حسن
El Hassan | الحسن
Lahcen | لحسن
Houcine | حسين
El Houssaine | الحسين
Hussein | Houcine
Houssein | حسين
Fatima | فاطمة
Fatima | فاطمه
Fatima Zahra | فاطمة الزهراء
Fatima Ezzahra | فاطمة الزهراء
Fatimazahra | Fatima-Zahra
Fatima Zohra | Fatima Zahra
Fatima Ez-Zahra El Idrissi | فاطمة الزهراء الإدريسي
Khadija | خديجة
Khadidja | خديجة
Aïcha | عائشة
Aicha | Aïcha
Abdelkader | عبد القادر
Abd El Kader | Abdelkader
Abd-el-Kader | عبدالقادر
Abderrahim | عبد الرحيم
Abderrahmane | عبد الرحمن
Abderrahman | عبد الرحمان
Abdellatif | عبد اللطيف
Abdelatif | Abdellatif
Abdessamad | عبد الصمد
Abdeslam | عبد السلام
Abdessalam | Abdeslam
Abdellah | عبد الله
Abdallah | عبد الله
Abdelilah | عبد الإله
Abdelaziz | عبد العزيز
Abdelouahed | عبد الواحد
Abdelwahed | Abdelouahed
Abdelali | عبد العالي
Noureddine | نور الدين
Nour Eddine | Noureddine
Nour-Eddine | نورالدين
Salah Eddine | صلاح الدين
Azeddine | عز الدين
Azzeddine | Azeddine
Jamal Eddine | Jamaleddine
Karim | كريم
Karima | كريمة
Saïd | سعيد
Saida | سعيدة
Amina | أمينة
Amine | أمين
Youssef | يوسف
Yousef | Youssef
Yassine | ياسين
Yacine | Yassine
Brahim | إبراهيم
Ibrahim | Brahim
Driss | إدريس
Idriss | Driss
Mustapha | مصطفى
Mostafa | Mustapha
Mostapha | مصطفى
Omar | عمر
Othmane | عثمان
Otman | Othmane
Rachid | رشيد
Rachida | رشيدة
Hicham | هشام
Hichame | Hicham
Naïma | نعيمة
Zineb | زينب
Zaineb | Zineb
Wafae | وفاء
Ouafae | Wafae
Ouafaa | وفاء
Asmae | أسماء
Asmaa | Asmae
Hanane | حنان
Ilham | إلهام
Elham | Ilham
Taoufik | توفيق
Toufiq | Taoufik
Tawfik | توفيق
Soufiane | سفيان
Sofiane | Soufiane
Mohcine | محسن
Mohssine | Mohcine
Touria | ثريا
Oussama | أسامة
Ossama | Oussama
Chaimae | شيماء
Shaimaa | Chaimae
Zouhair | زهير
Zoheir | Zouhair
Mbarek | مبارك
Embarek | Mbarek
M'barek | مبارك
Yahya | يحيى
Yahia | Yahya
Moussa | موسى
Aissa | عيسى
Zakaria | زكرياء
Sara | Sarah
Sarah | سارة
Moulay Ahmed Alaoui | مولاي أحمد العلوي
El Alaoui | Alaoui
Alaoui Fatima | فاطمة العلوي
El Amrani | العمراني
Lamrani | العمراني
Elamrani | El Amrani
Benjelloun | بنجلون
Ben Jelloun | Benjelloun
Benali | بن علي
Ben Ali | ابن علي
Bouazza | بوعزة
Bou Azza | Bouazza
Aït Ali | آيت علي
Ait Ali | أيت علي
Ouazzani | الوزاني
El Wazzani | Ouazzani
Cherkaoui | الشرقاوي
Charkaoui | Cherkaoui
Sharqawi | الشرقاوي
Qadiri | القادري
Kadiri | Qadiri
El Ghazi | الغازي
Rhazi | الغازي
Guessous | كسوس
Gharbi | غربي
Naciri | الناصري
Nassiri | Naciri
Chraibi | الشرايبي
Tahiri Hassan | حسن الطاهري
Hafid Ouali | Hafidh Ouali
Errachidi | الراشدي
Essaidi | السعيدي
Es-Saidi | Essaidi
Khalid Bennani | خالد بناني
Mohamed Amine El Fassi | محمد أمين الفاسي
إبراهيم | ابراهيم
عبد الرحمن | عبدالرحمان
فاطمة الزهراء | فاطمه الزهراء
هدى | هدي
الحُسَيْن | الحسين
Mounir | منير
Souad | سعاد
Nezha | نزهة
Nouzha | Nezha
Bouchra | بشرى
Ghizlane | غزلان
Rhizlane | Ghizlane
Hamza | حمزة
Anas | أنس
Mehdi | المهدي
Mahdi | Mehdi
Jawad | جواد
Jaouad | Jawad
Tarik | طارق
Tariq | Tarik
Redouane | رضوان
Ridouane | Redouane
Adil | عادل
Adel | Adil
Nawal | نوال
Naoual | Nawal
Loubna | لبنى
Siham | سهام
Khaoula | خولة
Kaoutar | كوثر
Kawtar | Kaoutar
Meriem | مريم
Maryam | Meriem
Salma | سلمى
Laila | ليلى
Leila | Laila
Hafsa | حفصة
Ikram | إكرام
Abdelmajid | عبد المجيد
Abdelhak | عبد الحق
Abdelhaq | Abdelhak
Abdenbi | عبد النبي
Abdennebi | Abdenbi
Abdeljalil | عبد الجليل
Badr Eddine | بدر الدين
Badreddine | Badr-Eddine
Belkacem | بلقاسم
Benchekroun | بنشقرون
Ben Chekroun | Benchekroun
Berrada | برادة
Bennis | بنيس
Lahlou | لحلو
Sqalli | الصقلي
Skalli | Sqalli
Filali | الفيلالي
Tazi | التازي
Mernissi | المرنيسي
Sebti | السبتي
Kettani | الكتاني
Zerouali | الزروالي
Daoudi | الداودي
El Yacoubi | اليعقوبي
Yaacoubi | El Yacoubi
Boukhari | البخاري
El Mansouri | المنصوري
Mansouri Rachid | رشيد المنصوري
Jabrane | جبران
Mokhtar | المختار
Moukhtar | Mokhtar
Larbi | العربي
Maati | المعطي
Bouchaib | بوشعيب
Bouchaïb | Bouchaib
Miloud | الميلود
Hajar | هاجر
Hiba | هبة
Douaa | دعاء
Doae | Douaa
Marouane | مروان
Merouane | Marouane
Ismail | إسماعيل
Smail | Ismail
Ilyas | إلياس
Elias | Ilyas
Younes | يونس
Younous | Younes
Ayoub | أيوب
Ali Ouhmad | علي أوحماد
Ijja | إجا
Rkia | رقية
Rqia | Rkia
Zahra Bent Ali | زهرة بنت علي
Oum Kaltoum | أم كلثوم
Oumkeltoum | Oum Kaltoum
Saad Eddine El Othmani | سعد الدين العثماني
Aziz Akhannouch | عزيز أخنوش
Nabila Mounib | نبيلة منيب
Fouzi Lekjaa | فوزي لقجع
Khadija El Harrak | الحراك خديجة
Abdelhadi | عبد الهادي
Abdelouhab | عبد الوهاب
Abdelwahab | عبد الوهاب
Abdelmoumen | عبد المومن
Abdelmounaim | عبد المنعم
Abderrazak | عبد الرزاق
Abderrazzaq | Abderrazak
Abdennour | عبد النور
Abdeddine | عبد الدين
Bahija | بهيجة
Bahia | باهية
Btissam | ابتسام
Ibtissam | Btissam
Charafeddine | شرف الدين
Chafik | شفيق
Chafiq | Chafik
Dounia | دنيا
Donia | Dounia
El Mostafa | المصطفى
Lmostafa | El Mostafa
Fadma | فاضمة
Faysal | فيصل
Faical | فيصل
Fayçal | Faysal
Ghita | غيثة
Rita | ريتا
Hayat | حياة
Hassania | حسنية
Houria | حورية
Jaafar | جعفر
Kenza | كنزة
Lhoucine | الحسين
Lahoussine | Lhoucine
Mariam | Maryam
Maria | ماريا
Mouad | معاذ
Moad | Mouad
Mouhcine | Mohcine
Najat | نجاة
Najib | نجيب
Nouredine | Noureddine
Oumaima | أميمة
Omayma | Oumaima
Rabia | ربيعة
Rachid Ait Taleb | رشيد آيت الطالب
Rajae | رجاء
Rajaa | Rajae
Samira | سميرة
Sanaa | سناء
Sanae | Sanaa
Tayeb | الطيب
Taïb | Tayeb
Yamna | يامنة
Youness | يونس
Zahra | زهرة
Zakia | زكية
Zoubida | زبيدة
Zoubir | الزبير
El Kharraz | الخراز
Debbagh | الدباغ
Dabbagh | Debbagh
Seffar | الصفار
Haddad | الحداد
El Haddad | Haddad
Kharbouch | خربوش
Ouahbi | وهبي
Wahbi | Ouahbi
Bouhlal | بوهلال
Ouchen | أوشن
Azzouzi | العزوزي
El Azzouzi | Azzouzi
Hamdaoui | الحمداوي
Mekki | المكي
El Makki | Mekki
Khiari | الخياري
Zemmouri | الزموري
Amghar | أمغار
Oubella | أوبلا
Agoujil | أڭوجيل
Boukous | بوكوس
Tounsi | التونسي
Jbilou | جبيلو
El Hajjaji | الحجاجي
Bennasser | بن ناصر
Ben Nasser | Bennasser
"""

OTHERS = """
Lahcen Bouhlal | Lhoucine Bouhlal
Amina Skalli | Mina Skalli
Hassan | Houcine
Hassan | حسين
Houcine | حسن
حسن | حسين
Hassan Alaoui | Houcine Alaoui
حسن العلوي | حسين العلوي
Karim | Karima
كريم | Karima
كريم | كريمة
Karim Tazi | Karima Tazi
Saïd | Saïda
سعيد | Saida
سعيد | سعيدة
Amine | Amina
أمين | Amina
Amine | أمينة
Rachid | Rachida
Rachid | Rachad
Jamal | Jamila
Jamal | Jamil
Nabil | Nabila
Samir | Samira
Samira | Samia
Khalid | Khalida
Khalid | Walid
Mohamed | Ahmed
محمد | Ahmed
Mohamed | Mahmoud
محمد | Mahmoud
Hamid | Hamida
Hamid | Ahmed
Fatima | Fatiha
Fatima | Fatna
Fatima | فتيحة
Aziz | Aziza
عزيز | Aziza
Naim | Naima
Latif | Latifa
Omar | Ammar
عمر | عمار
سعد | سعيد
Saad | Said
سعد | Said
Saad | Souad
Ali | Alia
علي | Alia
Salim | Salma
Salma | Salwa
Nadia | Nadira
Nour | Noura
Hakim | Hakima
Abdelkarim | Abdelkader
Abdelkrim | عبد القادر
Abdelaziz | Abdelali
Abderrahim | Abderrahman
عبد الرحيم | عبد الرحمان
Abdellah | Abdelilah
Abdellah | Abdelali
Amina | Yamina
Amal | Amine
Kamal | Kamil
Idriss | Idrissi
Alam | Alami
Malika | Malak
Mounir | Mounira
Mounia | Mounira
Hanane | Hanae
Imane | Amina
Zineb | Zoubida
Youssef | Younes
Yassine | Yassir
Mohamed Alaoui | Mohamed Idrissi
محمد العلوي | Mohamed Idrissi
Fatima Alaoui | Fatima Zahra
Mohamed Alaoui | Mohamed Amine Alaoui
Fatima Bennani | Khadija Bennani
Ahmed Tazi | Mohamed Tazi
Moulay Ahmed | Moulay Ali
Brahim | Rahim
Hind | Hanane
Bouazza | Bouazzaoui
Ben Ali | Ben Alla
Cherkaoui | Chraibi
Kadiri | Kabiri
Tahiri | Taheri Alaoui
Nawal | Nabil
Adil | Adila
عادل | عديلة
Hamza | Hafsa
Hamza | Hamid
Salma | سليمة
Salma | سليم
Tarik | Taoufik
Redouane | Rida
Marouane | Maria
Laila | Leila Bennani
Meriem | Mariama
Mounia | منى
Bouchra | Bouchaib
Hiba | Houda
Ikram | Karam
إكرام | كريم
Siham | سهيل
Souad | Saadia
Abdelmajid | Abdelmalek
عبد المجيد | Abdelhamid
Abdelhak | Abdelhakim
Abdeljalil | عبد الخالق
Badr Eddine | Bahaa Eddine
Noureddine | Nasreddine
نور الدين | نصر الدين
Salah Eddine | Saad Eddine
Bennis | Bennani
Berrada | Bouroudi
Filali | Fellah
Tazi | Tazini
Mansouri | Mansour
Mansouri | Naciri
Alaoui | Alami
العلوي | العلمي
Idrissi Hassan | Idrissi Hassna
Fatima El Amrani | Fatiha El Amrani
محمد العمراني | محمود العمراني
Youssef Tazi | Younes Tazi
Rachid Alaoui | رشيدة العلوي
Driss | Idir
Ayoub | Yacoub
Jawad | Jaouda
Hajar | Hajiba
Hicham | Hachem
Nezha | Naziha
Rkia | Rokaya Tazi
Miloud | Mouloud
Mouloud | ميلود
Samir | Omar
Ali | Alaa
علي | علاء
Anas | Younes
Mohamed | Hamed
محمد | حميد
محمد | أحمد
Ahmed | حميد
Hassna | Hassan
حسناء | Hassan
Hasnae | Hassan
Latifa | لطيف
Abdelhadi | عبد الهاشم
Abdelhadi | Abdelhamid
Abderrazak | عبد الرحيم
Abdelmoumen | Abdelmounaim
Abdelouahab | عبد الواحد
Bahija | Bahia
Btissam | Bassam
Chafik | Chafika
شفيق | شفيقة
Faysal | Fadel
Ghita | Ghizlane
Hayat | Hayet El Fassi
Jaafar | Jabir
Kenza | Kamal
Mouad | Mourad
معاذ | مراد
Najat | Najia
Najib | Najat
نجيب | نجيبة
Najib | نجيبة
Oumaima | Oum
Rajae | Raja El Amrani
سميرة | Samir
Sanae | Souna
Tayeb | Tayeba
Zakia | Zakaria
Zoubida | Zoubir
Haddad | Haddadi
Kharraz | Khattabi
Ouahbi | Ouahib
Tounsi | Touzani
Hamdaoui | Hamdani
حمداوي | حمداني
Zemmouri | Zemouri Ali
Mekki | Mekkaoui
المكي | المكاوي
Rachid Alami | Rachid Alaoui
رشيد العلمي | Rachid Alaoui
Hassan Tazi | Hassna Tazi
Mustapha El Fassi | Mouad El Fassi
Khadija Alaoui | Khaddouj Alaoui
Zineb Bennis | Zakia Bennis
Aicha | Aida
عائشة | عائدة
Fouad | Souad
فؤاد | سعاد
Said | Sadia
Mbarka | Mbarek
مبارك | مباركة
Mbarek | مباركة
Yamna | Amina
Karim Alaoui | كريمة العلوي
Nada | Nadia
Mouna | Mounia
"""


ORGANISATIONS = """
Coopérative Al Amal | تعاونية الأمل
Coop. Tifawin | Coopérative Tifawin
Société Dar Zellige SARL | Dar Zellige
Ste Dar Zellige | شركة دار الزليج
Association des Potiers de Safi | Association Potiers Safi
Coopérative Artisanale Amal | Coopérative Amal Artisanale
"""


def pairs(table):
    return [tuple(side.strip() for side in line.split("|")) for line in table.splitlines() if line.strip()]


def test_there_are_enough_pairs_and_no_contradiction():
    same, others = pairs(SAME), pairs(OTHERS)

    assert len(same) >= 60
    assert len(others) >= 40
    assert len({frozenset(pair) for pair in same + others}) == len(same) + len(others)


@pytest.mark.parametrize(("a", "b"), pairs(OTHERS))
def test_similarity_keeps_neighbours_apart(a, b):
    assert similarity(a, b) < LIKELY


@pytest.mark.parametrize(("a", "b"), pairs(SAME))
def test_similarity_finds_variants(a, b):
    assert similarity(a, b) >= LIKELY


@pytest.mark.parametrize(("a", "b"), pairs(ORGANISATIONS))
def test_similarity_reads_legal_forms_in_both_scripts(a, b):
    assert similarity(a, b) >= LIKELY
    assert skeleton(a) == skeleton(b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Coopérative Al Amal", "Coopérative Annour"),
        ("Coopérative Al Amal", "Association Al Amal"),
        ("تعاونية الأمل", "جمعية الأمل"),
    ],
)
def test_similarity_keeps_organisations_apart(a, b):
    assert similarity(a, b) < LIKELY


def test_similarity_f1_at_the_threshold():
    found = sum(similarity(a, b) >= LIKELY for a, b in pairs(SAME))
    false = sum(similarity(a, b) >= LIKELY for a, b in pairs(OTHERS))
    precision = found / (found + false)
    recall = found / len(pairs(SAME))

    assert 2 * precision * recall / (precision + recall) >= 0.98


def test_similarity_ranks_the_right_name_first_across_scripts():
    across = [(a, b) for a, b in pairs(SAME) if fold(a)[0] <= "z" < fold(b)[0]]
    wrong = [
        (a, b, x)
        for a, b in across
        for x, other in across
        if fold(other) != fold(b) and (x, b) not in across and similarity(x, b) > similarity(a, b)
    ]

    assert len(across) >= 60
    assert wrong == []


def test_skeleton_is_shared_by_nearly_all_variants():
    shared = sum(skeleton(a) == skeleton(b) for a, b in pairs(SAME))

    assert shared / len(pairs(SAME)) >= 0.9


def test_skeleton_ignores_order_article_and_title():
    assert skeleton("El Amrani Fatima") == skeleton("فاطمة العمراني")
    assert skeleton("Moulay Hassan Alaoui") == skeleton("Alaoui, Hassan")
    assert skeleton("Moulay") != ""
    assert skeleton("") == ""


names = st.sampled_from([side for pair in pairs(SAME + OTHERS) for side in pair])


@settings(deadline=None)
@given(names, names)
def test_similarity_is_symmetric_and_bounded(a, b):
    assert similarity(a, b) == similarity(b, a)
    assert 0 <= similarity(a, b) <= 100
    assert similarity(a, a) == 100


@settings(deadline=None)
@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_is_answered(a, b):
    assert 0 <= similarity(a, b) <= 100
    assert isinstance(skeleton(a), str)
    assert fold(fold(a)) == fold(a)


def test_similarity_of_nothing_is_nothing():
    assert similarity("", "") == 0
    assert similarity("Hassan", " - ") == 0


@settings(deadline=None)
@given(st.permutations(["Mohamed", "Amine", "El Fassi", "Moulay"]))
def test_similarity_ignores_the_order_of_parts(parts):
    assert similarity(" ".join(parts), "Moulay Mohamed Amine El Fassi") == 100


def test_fold_for_search():
    assert fold("  Aïcha  EL-ALAOUI ") == "aicha el alaoui"
    assert fold("M'Barek") == "mbarek"
    assert fold("إبراهيـم أَحْمَد") == "ابراهيم احمد"
    assert fold("فاطمة الزهراء مصطفى") == "فاطمه الزهرا مصطفي"
    assert fold("أڭادير") == fold("أكادير")
    assert fold(None) == ""


def test_sort_keys_order_as_lists_do():
    latin = ["Zaki", "El Alaoui", "Éddine", "Alaoui", "Echarif", "Ben Ali"]
    arabic = ["العلوي", "بناني", "الإدريسي", "أحمد", "إبراهيم"]

    assert sorted(latin, key=sort_key_latin) == ["Alaoui", "Ben Ali", "Echarif", "Éddine", "El Alaoui", "Zaki"]
    assert sorted(arabic, key=sort_key_arabic) == ["إبراهيم", "أحمد", "الإدريسي", "بناني", "العلوي"]
