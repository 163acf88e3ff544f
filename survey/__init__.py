"""Resident surveys in housing areas: design, analysis and reports.

Usage: ``import survey as sv``. Verbs are functions, results are frozen objects; each name is loaded
when it is first used.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from survey.codebook import Code as Code
    from survey.codebook import Codebook as Codebook
    from survey.codebook import Headline as Headline
    from survey.codebook import Index as Index
    from survey.codebook import IndexItem as IndexItem
    from survey.codebook import MissingKind as MissingKind
    from survey.codebook import MultipleResponse as MultipleResponse
    from survey.codebook import Variable as Variable
    from survey.comparison.area_ranks import AreaRanks as AreaRanks
    from survey.comparison.areas import compare_areas as compare_areas
    from survey.comparison.benchmark import Benchmark as Benchmark
    from survey.comparison.benchmark import BenchmarkComparison as BenchmarkComparison
    from survey.comparison.benchmarks import compare_benchmark as compare_benchmark
    from survey.comparison.comparison import Comparison as Comparison
    from survey.comparison.equivalence import equivalence as equivalence
    from survey.comparison.equivalences import Equivalence as Equivalence
    from survey.comparison.fair.compare import compare_fairly as compare_fairly
    from survey.comparison.fair.comparison import FairComparison as FairComparison
    from survey.comparison.fair.decompose import decompose as decompose
    from survey.comparison.fair.decompose_change import decompose_change as decompose_change
    from survey.comparison.fair.decomposition import Decomposition as Decomposition
    from survey.comparison.fair.standardise import Standardised as Standardised
    from survey.comparison.fair.standardise import standardise as standardise
    from survey.comparison.ranks import rank_areas as rank_areas
    from survey.comparison.register.beside_register import representativity as representativity
    from survey.comparison.register.recipes import RecipeComparison as RecipeComparison
    from survey.comparison.register.recipes import compare_recipes as compare_recipes
    from survey.comparison.register.representativity import Representativity as Representativity
    from survey.comparison.register.weighting_effect import WeightingEffect as WeightingEffect
    from survey.comparison.register.weighting_effect import weighting_effect as weighting_effect
    from survey.comparison.waves.area_maps import AreaMap as AreaMap
    from survey.comparison.waves.area_maps import Department as Department
    from survey.comparison.waves.compare import compare_waves as compare_waves
    from survey.comparison.waves.comparison import Break as Break
    from survey.comparison.waves.comparison import Footnote as Footnote
    from survey.comparison.waves.comparison import WaveComparison as WaveComparison
    from survey.disclosure.audit.elsewhere import KnownElsewhere as KnownElsewhere
    from survey.disclosure.policy import ReleasePolicy as ReleasePolicy
    from survey.disclosure.policy import release_policy as release_policy
    from survey.disclosure.published import PublishedRegister as PublishedRegister
    from survey.disclosure.published import read_published as read_published
    from survey.disclosure.release import release as release
    from survey.disclosure.results.released import Released as Released
    from survey.disclosure.reviewing.review import ReleaseReview as ReleaseReview
    from survey.disclosure.reviewing.review import review_release as review_release
    from survey.documents.house_style import Font as Font
    from survey.documents.house_style import HouseStyle as HouseStyle
    from survey.documents.house_style import Logo as Logo
    from survey.errors import SurveyError as SurveyError
    from survey.estimation.between import covariance_between as covariance_between
    from survey.estimation.between_areas import VarianceBetween as VarianceBetween
    from survey.estimation.between_areas import variance_between as variance_between
    from survey.estimation.book import EstimateBook as EstimateBook
    from survey.estimation.book import estimate_book as estimate_book
    from survey.estimation.crosstab import Crosstab as Crosstab
    from survey.estimation.design import CalibrationStep as CalibrationStep
    from survey.estimation.design import SurveyDesign as SurveyDesign
    from survey.estimation.distribution import correlation as correlation
    from survey.estimation.distribution import median as median
    from survey.estimation.distribution import quantile as quantile
    from survey.estimation.distribution import variance as variance
    from survey.estimation.effects import Effects as Effects
    from survey.estimation.effects import average_effects as average_effects
    from survey.estimation.effects import predict as predict
    from survey.estimation.effects import standardised as standardised
    from survey.estimation.estimates import Estimates as Estimates
    from survey.estimation.joint import JointProbabilities as JointProbabilities
    from survey.estimation.mean_tests import compare_means as compare_means
    from survey.estimation.mean_tests import ttest as ttest
    from survey.estimation.multiple import multiple_response as multiple_response
    from survey.estimation.rank_tests import rank_test as rank_test
    from survey.estimation.regression import Regression as Regression
    from survey.estimation.regression import regress as regress
    from survey.estimation.replicates import Replicates as Replicates
    from survey.estimation.scales import reliability as reliability
    from survey.estimation.scores import index as index
    from survey.estimation.scores import index_values as index_values
    from survey.estimation.scores import score as score
    from survey.estimation.term_tests import TermTests as TermTests
    from survey.estimation.term_tests import term_tests as term_tests
    from survey.estimation.tested import TestResult as TestResult
    from survey.estimation.trend import trend_test as trend_test
    from survey.estimation.two_way import crosstab as crosstab
    from survey.estimation.verbs import headline as headline
    from survey.estimation.verbs import mean as mean
    from survey.estimation.verbs import proportion as proportion
    from survey.estimation.verbs import ratio as ratio
    from survey.estimation.verbs import total as total
    from survey.fieldwork.answered import with_answers as with_answers
    from survey.fieldwork.as_of import dispositions_on as dispositions_on
    from survey.fieldwork.background import with_background as with_background
    from survey.fieldwork.dispositions import Dispositions as Dispositions
    from survey.fieldwork.fieldwork_progress import FieldEvent as FieldEvent
    from survey.fieldwork.fieldwork_progress import FieldworkProgress as FieldworkProgress
    from survey.fieldwork.outcomes import Outcome as Outcome
    from survey.fieldwork.progress import fieldwork_progress as fieldwork_progress
    from survey.fieldwork.r_indicator import RIndicator as RIndicator
    from survey.fieldwork.rates import response_rates as response_rates
    from survey.fieldwork.reading import read_dispositions as read_dispositions
    from survey.fieldwork.reminder_list import write_reminders as write_reminders
    from survey.fieldwork.reminder_rule import ReminderRule as ReminderRule
    from survey.fieldwork.reminders import reminders_due as reminders_due
    from survey.fieldwork.reminders_due import RemindersDue as RemindersDue
    from survey.fieldwork.representativity import r_indicator as r_indicator
    from survey.fieldwork.representativity import r_indicator_of as r_indicator_of
    from survey.fieldwork.response_rates import ResponseRates as ResponseRates
    from survey.fieldwork.response_sentence import response_sentence as response_sentence
    from survey.fieldwork.rule import DispositionRule as DispositionRule
    from survey.figures.area_map import area_map as area_map
    from survey.figures.benchmark_chart import benchmark_chart as benchmark_chart
    from survey.figures.change_chart import change_chart as change_chart
    from survey.figures.contrast_chart import contrast_chart as contrast_chart
    from survey.figures.decomposition_chart import decomposition_chart as decomposition_chart
    from survey.figures.equivalence_chart import equivalence_chart as equivalence_chart
    from survey.figures.fair_chart import fair_chart as fair_chart
    from survey.figures.funnel_chart import funnel_chart as funnel_chart
    from survey.figures.heat_chart import heat_chart as heat_chart
    from survey.figures.likert_chart import likert_chart as likert_chart
    from survey.figures.outcome_chart import outcome_chart as outcome_chart
    from survey.figures.plan_chart import plan_chart as plan_chart
    from survey.figures.progress_chart import progress_chart as progress_chart
    from survey.figures.pyramid_chart import pyramid_chart as pyramid_chart
    from survey.figures.r_indicator_chart import r_indicator_chart as r_indicator_chart
    from survey.figures.rank_chart import rank_chart as rank_chart
    from survey.figures.ranked_chart import ranked_chart as ranked_chart
    from survey.figures.representativity_chart import (
        representativity_chart as representativity_chart,
    )
    from survey.figures.response_curve import response_curve as response_curve
    from survey.figures.trend_chart import trend_chart as trend_chart
    from survey.figures.weight_chart import weight_chart as weight_chart
    from survey.figures.weight_steps_chart import weight_steps_chart as weight_steps_chart
    from survey.language.catalogue import set_language as set_language
    from survey.questionnaire.build import questionnaire_from as questionnaire_from
    from survey.questionnaire.builder import QuestionnaireBuilder as QuestionnaireBuilder
    from survey.questionnaire.checking import check_questionnaire as check_questionnaire
    from survey.questionnaire.column_map import ColumnMap as ColumnMap
    from survey.questionnaire.comparison.compare import (
        compare_questionnaires as compare_questionnaires,
    )
    from survey.questionnaire.comparison.lines import verdict_lines as verdict_lines
    from survey.questionnaire.comparison.page import verdicts_document as verdicts_document
    from survey.questionnaire.comparison.page_file import write_verdicts as write_verdicts
    from survey.questionnaire.comparison.sources import read_asked as read_asked
    from survey.questionnaire.comparison.sources import read_version as read_version
    from survey.questionnaire.comparison.verdicts import Comparability as Comparability
    from survey.questionnaire.comparison.verdicts import Verdict as Verdict
    from survey.questionnaire.comparison.verdicts import Verdicts as Verdicts
    from survey.questionnaire.drafting.draft import Draft as Draft
    from survey.questionnaire.drafting.draft import draft_questionnaire as draft_questionnaire
    from survey.questionnaire.exchange.codebook import codebook_document as codebook_document
    from survey.questionnaire.exchange.codebook import write_codebook as write_codebook
    from survey.questionnaire.exchange.workbook_reader import (
        questionnaire_from_workbook as questionnaire_from_workbook,
    )
    from survey.questionnaire.exchange.workbook_writer import (
        write_questionnaire_workbook as write_questionnaire_workbook,
    )
    from survey.questionnaire.exporting import export_questionnaire as export_questionnaire
    from survey.questionnaire.forms.keying_workbook import (
        write_keying_workbook as write_keying_workbook,
    )
    from survey.questionnaire.forms.word_form import write_form as write_form
    from survey.questionnaire.forms.words import form_words as form_words
    from survey.questionnaire.json_schema import questionnaire_schema as questionnaire_schema
    from survey.questionnaire.location import questionnaires as questionnaires
    from survey.questionnaire.locking.lock import Lock as Lock
    from survey.questionnaire.locking.lock import facets_of as facets_of
    from survey.questionnaire.locking.lock import lock_questionnaire as lock_questionnaire
    from survey.questionnaire.locking.lock_file import keep_lock as keep_lock
    from survey.questionnaire.locking.lock_file import read_lock as read_lock
    from survey.questionnaire.locking.lock_file import write_lock as write_lock
    from survey.questionnaire.locking.verifying import verify_lock as verify_lock
    from survey.questionnaire.model import Questionnaire as Questionnaire
    from survey.questionnaire.paths import Walks as Walks
    from survey.questionnaire.paths import simulate_paths as simulate_paths
    from survey.questionnaire.reader import read_questionnaire as read_questionnaire
    from survey.questionnaire.saving import write_questionnaire as write_questionnaire
    from survey.questionnaire.walking.pace import Pace as Pace
    from survey.report.disclosure_log_page import disclosure_log as disclosure_log
    from survey.report.fair_sentences import FairSentence as FairSentence
    from survey.report.fair_sentences import fair_sentences as fair_sentences
    from survey.report.judged_sentences import benchmark_sentences as benchmark_sentences
    from survey.report.judged_sentences import equivalence_sentences as equivalence_sentences
    from survey.report.judged_sentences import rank_sentence as rank_sentence
    from survey.report.plan_page import plan_page as plan_page
    from survey.report.progress import progress_document as progress_document
    from survey.report.response_rates_page import rates_table as rates_table
    from survey.report.response_rates_page import response_page as response_page
    from survey.report.save import save as save
    from survey.report.wave_sentences import wave_sentences as wave_sentences
    from survey.report.weighting_page import weighting_page as weighting_page
    from survey.responses.answer_files import AnswerFile as AnswerFile
    from survey.responses.answer_files import Opening as Opening
    from survey.responses.checking.check import check_responses as check_responses
    from survey.responses.checking.checks import ResponseChecks as ResponseChecks
    from survey.responses.checking.page_file import write_checks as write_checks
    from survey.responses.checking.rules import ResponseRules as ResponseRules
    from survey.responses.cleaning.log import CleaningLog as CleaningLog
    from survey.responses.cleaning.read import read_corrections as read_corrections
    from survey.responses.coding.adjudication import disagreements as disagreements
    from survey.responses.coding.adjudication import read_decisions as read_decisions
    from survey.responses.coding.adjudication import write_disagreements as write_disagreements
    from survey.responses.coding.agreement import CoderAgreement as CoderAgreement
    from survey.responses.coding.agreement import coder_agreement as coder_agreement
    from survey.responses.coding.all_questions import read_codings as read_codings
    from survey.responses.coding.all_questions import write_coding_sheets as write_coding_sheets
    from survey.responses.coding.coded import coded as coded
    from survey.responses.coding.coding import Coding as Coding
    from survey.responses.coding.coding_file import write_coding_sheet as write_coding_sheet
    from survey.responses.coding.coding_reader import read_coding as read_coding
    from survey.responses.coding.frame import CodeFrame as CodeFrame
    from survey.responses.coding.frame import code_frame as code_frame
    from survey.responses.coding.frame_changes import compare_frames as compare_frames
    from survey.responses.coding.frame_file import read_code_frame as read_code_frame
    from survey.responses.coding.frame_file import write_code_frame as write_code_frame
    from survey.responses.coding.page import coding_page as coding_page
    from survey.responses.coding.quotation_sheet import read_quotations as read_quotations
    from survey.responses.coding.quotation_sheet import write_quotations as write_quotations
    from survey.responses.coding.quotations import Quotations as Quotations
    from survey.responses.coding.quotations import quotations as quotations
    from survey.responses.keying.comparing import compare_keyings as compare_keyings
    from survey.responses.keying.decisions import KeyingDecisions as KeyingDecisions
    from survey.responses.keying.decisions import read_keying_decisions as read_keying_decisions
    from survey.responses.keying.differences import KeyingDifferences as KeyingDifferences
    from survey.responses.keying.differences_workbook import (
        write_keying_differences as write_keying_differences,
    )
    from survey.responses.keying.keying import Keying as Keying
    from survey.responses.keying.keying_reader import read_keying as read_keying
    from survey.responses.keying.resolving import KeyedAnswers as KeyedAnswers
    from survey.responses.keying.resolving import keyed_table as keyed_table
    from survey.responses.labelled.writing import WrittenResponses as WrittenResponses
    from survey.responses.labelled.writing import write_responses as write_responses
    from survey.responses.matching.column_match import ColumnMatch as ColumnMatch
    from survey.responses.matching.match_reading import read_column_map as read_column_map
    from survey.responses.matching.matching import match_columns as match_columns
    from survey.responses.problems import Problem as Problem
    from survey.responses.reading import read_responses as read_responses
    from survey.responses.responses import Responses as Responses
    from survey.sampling.change import ChangePower as ChangePower
    from survey.sampling.change import power_of_change as power_of_change
    from survey.sampling.codes import CodeCheck as CodeCheck
    from survey.sampling.codes import check_code as check_code
    from survey.sampling.codes import respondent_codes as respondent_codes
    from survey.sampling.contacts import SeparatedContacts as SeparatedContacts
    from survey.sampling.contacts import separate_contacts as separate_contacts
    from survey.sampling.draw import draw_sample as draw_sample
    from survey.sampling.frame import Frame as Frame
    from survey.sampling.frame_reader import read_frame as read_frame
    from survey.sampling.frame_template import write_frame_template as write_frame_template
    from survey.sampling.letters import WrittenLetters as WrittenLetters
    from survey.sampling.letters import write_letters as write_letters
    from survey.sampling.persons import selection_rank as selection_rank
    from survey.sampling.plan import SamplePlan as SamplePlan
    from survey.sampling.planning import plan_sample as plan_sample
    from survey.sampling.power import ContrastPower as ContrastPower
    from survey.sampling.power import power_of_contrast as power_of_contrast
    from survey.sampling.sample import Sample as Sample
    from survey.sampling.sample_file import read_sample as read_sample
    from survey.sampling.sample_file import write_sample as write_sample
    from survey.sampling.secret import Secret as Secret
    from survey.sampling.secret import read_secret as read_secret
    from survey.sampling.size import SampleSize as SampleSize
    from survey.sampling.size import sample_size as sample_size
    from survey.simulation.answers import simulate_answers as simulate_answers
    from survey.simulation.building import simulate_city as simulate_city
    from survey.simulation.city import City as City
    from survey.simulation.city_areas import CityArea as CityArea
    from survey.simulation.contacts import ContactStep as ContactStep
    from survey.simulation.contacts import ResponseModel as ResponseModel
    from survey.simulation.fieldwork import SimulatedFieldwork as SimulatedFieldwork
    from survey.simulation.fieldwork import simulate_fieldwork as simulate_fieldwork
    from survey.simulation.model import CityModel as CityModel
    from survey.simulation.wave import SimulatedWave as SimulatedWave
    from survey.simulation.wave import simulate_wave as simulate_wave
    from survey.study.beginning.example import copy_example as copy_example
    from survey.study.beginning.new_study import NewStudy as NewStudy
    from survey.study.beginning.new_study import new_study as new_study
    from survey.study.beginning.started import StartedStudy as StartedStudy
    from survey.study.beginning.started import start_study as start_study
    from survey.study.beginning.templates import WrittenTemplates as WrittenTemplates
    from survey.study.beginning.templates import write_templates as write_templates
    from survey.study.excel.workbook import StudyChange as StudyChange
    from survey.study.excel.workbook import StudyFromWorkbook as StudyFromWorkbook
    from survey.study.excel.workbook import find_study_workbook as find_study_workbook
    from survey.study.excel.workbook import read_study_workbook as read_study_workbook
    from survey.study.excel.workbook import write_study_workbook as write_study_workbook
    from survey.study.keeping.locked import WaveLock as WaveLock
    from survey.study.keeping.locked import locked_wave as locked_wave
    from survey.study.keeping.log import StudyLog as StudyLog
    from survey.study.keeping.log import read_study_log as read_study_log
    from survey.study.next_wave.added import AddedWave as AddedWave
    from survey.study.next_wave.added import add_wave as add_wave
    from survey.study.privacy.purged import Purged as Purged
    from survey.study.privacy.purged import purge_study as purge_study
    from survey.study.privacy.shared import SharedStudy as SharedStudy
    from survey.study.privacy.shared import share_study as share_study
    from survey.study.progress.status import StudyStatus as StudyStatus
    from survey.study.progress.status import study_status as study_status
    from survey.study.rebuilding.stages import Stage as Stage
    from survey.study.steps.checked import Checked as Checked
    from survey.study.steps.checked import check_path as check_path
    from survey.study.steps.coding import CodedAnswers as CodedAnswers
    from survey.study.steps.coding import code_answers as code_answers
    from survey.study.steps.followed import FollowedFieldwork as FollowedFieldwork
    from survey.study.steps.followed import fieldwork_of as fieldwork_of
    from survey.study.steps.planned import PlannedWave as PlannedWave
    from survey.study.steps.planned import plan_wave as plan_wave
    from survey.study.steps.prepared import PreparedAnswers as PreparedAnswers
    from survey.study.steps.prepared import prepare_answers as prepare_answers
    from survey.study.steps.reviewed import ReviewedWave as ReviewedWave
    from survey.study.steps.reviewed import review_wave as review_wave
    from survey.study.steps.sampled import SampledWave as SampledWave
    from survey.study.steps.sampled import letters_of_wave as letters_of_wave
    from survey.study.steps.sampled import sample_wave as sample_wave
    from survey.study.steps.simulated import RemovedSimulation as RemovedSimulation
    from survey.study.steps.simulated import remove_simulated as remove_simulated
    from survey.study.steps.simulated import simulate_study_frame as simulate_study_frame
    from survey.study.steps.simulated import simulate_study_wave as simulate_study_wave
    from survey.study.steps.tabled import TabledWave as TabledWave
    from survey.study.steps.tabled import table_wave as table_wave
    from survey.study.steps.weighted import WeightedAnswers as WeightedAnswers
    from survey.study.steps.weighted import weight_answers as weight_answers
    from survey.study.study import Study as Study
    from survey.study.study import open_study as open_study
    from survey.study.study_file.style_reader import read_house_style as read_house_style
    from survey.study.study_file.wave_names import wave_names as wave_names
    from survey.study.wave_locks import lock_wave as lock_wave
    from survey.study.wave_locks import unlock_wave as unlock_wave
    from survey.study.wave_locks import verify_wave as verify_wave
    from survey.tables.area_profile import area_profile as area_profile
    from survey.tables.area_table import area_table as area_table
    from survey.tables.banner import banner as banner
    from survey.tables.benchmark_table import benchmark_table as benchmark_table
    from survey.tables.crosstab_table import crosstab_table as crosstab_table
    from survey.tables.decomposition_table import decomposition_table as decomposition_table
    from survey.tables.equivalence_table import equivalence_table as equivalence_table
    from survey.tables.fair_table import fair_table as fair_table
    from survey.tables.frequency_appendix import frequency_appendix as frequency_appendix
    from survey.tables.grid_table import grid_table as grid_table
    from survey.tables.index_table import index_table as index_table
    from survey.tables.multiple_response_table import (
        multiple_response_table as multiple_response_table,
    )
    from survey.tables.rank_table import rank_table as rank_table
    from survey.tables.regression_table import regression_table as regression_table
    from survey.tables.representativity_table import (
        representativity_overview as representativity_overview,
    )
    from survey.tables.representativity_table import (
        representativity_table as representativity_table,
    )
    from survey.tables.significance_table import significance_table as significance_table
    from survey.tables.topline import topline as topline
    from survey.tables.trend_table import trend_table as trend_table
    from survey.tables.weighting_effect_table import (
        weighting_effect_table as weighting_effect_table,
    )
    from survey.weighting.diagnostics import WeightDiagnostics as WeightDiagnostics
    from survey.weighting.diagnostics import weight_diagnostics as weight_diagnostics
    from survey.weighting.recipe import BaseWeights as BaseWeights
    from survey.weighting.recipe import Calibrate as Calibrate
    from survey.weighting.recipe import Nonresponse as Nonresponse
    from survey.weighting.recipe import Panel as Panel
    from survey.weighting.recipe import Poststratify as Poststratify
    from survey.weighting.recipe import Propensity as Propensity
    from survey.weighting.recipe import Rake as Rake
    from survey.weighting.recipe import Recipe as Recipe
    from survey.weighting.recipe import Rescale as Rescale
    from survey.weighting.recipe import Trim as Trim
    from survey.weighting.recipe import UnknownEligibility as UnknownEligibility
    from survey.weighting.recipe import WithinDwelling as WithinDwelling
    from survey.weighting.recipe_reader import read_recipe as read_recipe
    from survey.weighting.replicating import replicate as replicate
    from survey.weighting.targets import Targets as Targets
    from survey.weighting.targets import TargetTable as TargetTable
    from survey.weighting.targets_reader import read_targets as read_targets
    from survey.weighting.targets_template import write_targets_template as write_targets_template
    from survey.weighting.weigh import weight as weight
    from survey.weighting.weights import Weights as Weights

__version__ = "0.1.0"

_PLACES = {
    "Code": "survey.codebook",
    "Codebook": "survey.codebook",
    "Headline": "survey.codebook",
    "Index": "survey.codebook",
    "IndexItem": "survey.codebook",
    "MissingKind": "survey.codebook",
    "MultipleResponse": "survey.codebook",
    "Variable": "survey.codebook",
    "AreaRanks": "survey.comparison.area_ranks",
    "compare_areas": "survey.comparison.areas",
    "Benchmark": "survey.comparison.benchmark",
    "BenchmarkComparison": "survey.comparison.benchmark",
    "compare_benchmark": "survey.comparison.benchmarks",
    "Comparison": "survey.comparison.comparison",
    "equivalence": "survey.comparison.equivalence",
    "Equivalence": "survey.comparison.equivalences",
    "compare_fairly": "survey.comparison.fair.compare",
    "FairComparison": "survey.comparison.fair.comparison",
    "decompose": "survey.comparison.fair.decompose",
    "decompose_change": "survey.comparison.fair.decompose_change",
    "Decomposition": "survey.comparison.fair.decomposition",
    "Standardised": "survey.comparison.fair.standardise",
    "standardise": "survey.comparison.fair.standardise",
    "rank_areas": "survey.comparison.ranks",
    "representativity": "survey.comparison.register.beside_register",
    "RecipeComparison": "survey.comparison.register.recipes",
    "compare_recipes": "survey.comparison.register.recipes",
    "Representativity": "survey.comparison.register.representativity",
    "WeightingEffect": "survey.comparison.register.weighting_effect",
    "weighting_effect": "survey.comparison.register.weighting_effect",
    "AreaMap": "survey.comparison.waves.area_maps",
    "Department": "survey.comparison.waves.area_maps",
    "compare_waves": "survey.comparison.waves.compare",
    "Break": "survey.comparison.waves.comparison",
    "Footnote": "survey.comparison.waves.comparison",
    "WaveComparison": "survey.comparison.waves.comparison",
    "KnownElsewhere": "survey.disclosure.audit.elsewhere",
    "ReleasePolicy": "survey.disclosure.policy",
    "release_policy": "survey.disclosure.policy",
    "PublishedRegister": "survey.disclosure.published",
    "read_published": "survey.disclosure.published",
    "release": "survey.disclosure.release",
    "Released": "survey.disclosure.results.released",
    "ReleaseReview": "survey.disclosure.reviewing.review",
    "review_release": "survey.disclosure.reviewing.review",
    "Font": "survey.documents.house_style",
    "HouseStyle": "survey.documents.house_style",
    "Logo": "survey.documents.house_style",
    "SurveyError": "survey.errors",
    "covariance_between": "survey.estimation.between",
    "VarianceBetween": "survey.estimation.between_areas",
    "variance_between": "survey.estimation.between_areas",
    "EstimateBook": "survey.estimation.book",
    "estimate_book": "survey.estimation.book",
    "Crosstab": "survey.estimation.crosstab",
    "CalibrationStep": "survey.estimation.design",
    "SurveyDesign": "survey.estimation.design",
    "correlation": "survey.estimation.distribution",
    "median": "survey.estimation.distribution",
    "quantile": "survey.estimation.distribution",
    "variance": "survey.estimation.distribution",
    "Effects": "survey.estimation.effects",
    "average_effects": "survey.estimation.effects",
    "predict": "survey.estimation.effects",
    "standardised": "survey.estimation.effects",
    "Estimates": "survey.estimation.estimates",
    "JointProbabilities": "survey.estimation.joint",
    "compare_means": "survey.estimation.mean_tests",
    "ttest": "survey.estimation.mean_tests",
    "multiple_response": "survey.estimation.multiple",
    "rank_test": "survey.estimation.rank_tests",
    "Regression": "survey.estimation.regression",
    "regress": "survey.estimation.regression",
    "Replicates": "survey.estimation.replicates",
    "reliability": "survey.estimation.scales",
    "index": "survey.estimation.scores",
    "index_values": "survey.estimation.scores",
    "score": "survey.estimation.scores",
    "TermTests": "survey.estimation.term_tests",
    "term_tests": "survey.estimation.term_tests",
    "TestResult": "survey.estimation.tested",
    "trend_test": "survey.estimation.trend",
    "crosstab": "survey.estimation.two_way",
    "headline": "survey.estimation.verbs",
    "mean": "survey.estimation.verbs",
    "proportion": "survey.estimation.verbs",
    "ratio": "survey.estimation.verbs",
    "total": "survey.estimation.verbs",
    "with_answers": "survey.fieldwork.answered",
    "dispositions_on": "survey.fieldwork.as_of",
    "with_background": "survey.fieldwork.background",
    "Dispositions": "survey.fieldwork.dispositions",
    "FieldEvent": "survey.fieldwork.fieldwork_progress",
    "FieldworkProgress": "survey.fieldwork.fieldwork_progress",
    "Outcome": "survey.fieldwork.outcomes",
    "fieldwork_progress": "survey.fieldwork.progress",
    "RIndicator": "survey.fieldwork.r_indicator",
    "response_rates": "survey.fieldwork.rates",
    "read_dispositions": "survey.fieldwork.reading",
    "write_reminders": "survey.fieldwork.reminder_list",
    "ReminderRule": "survey.fieldwork.reminder_rule",
    "reminders_due": "survey.fieldwork.reminders",
    "RemindersDue": "survey.fieldwork.reminders_due",
    "r_indicator": "survey.fieldwork.representativity",
    "r_indicator_of": "survey.fieldwork.representativity",
    "ResponseRates": "survey.fieldwork.response_rates",
    "response_sentence": "survey.fieldwork.response_sentence",
    "DispositionRule": "survey.fieldwork.rule",
    "area_map": "survey.figures.area_map",
    "benchmark_chart": "survey.figures.benchmark_chart",
    "change_chart": "survey.figures.change_chart",
    "contrast_chart": "survey.figures.contrast_chart",
    "decomposition_chart": "survey.figures.decomposition_chart",
    "equivalence_chart": "survey.figures.equivalence_chart",
    "fair_chart": "survey.figures.fair_chart",
    "funnel_chart": "survey.figures.funnel_chart",
    "heat_chart": "survey.figures.heat_chart",
    "likert_chart": "survey.figures.likert_chart",
    "outcome_chart": "survey.figures.outcome_chart",
    "plan_chart": "survey.figures.plan_chart",
    "progress_chart": "survey.figures.progress_chart",
    "pyramid_chart": "survey.figures.pyramid_chart",
    "r_indicator_chart": "survey.figures.r_indicator_chart",
    "rank_chart": "survey.figures.rank_chart",
    "ranked_chart": "survey.figures.ranked_chart",
    "representativity_chart": "survey.figures.representativity_chart",
    "response_curve": "survey.figures.response_curve",
    "trend_chart": "survey.figures.trend_chart",
    "weight_chart": "survey.figures.weight_chart",
    "weight_steps_chart": "survey.figures.weight_steps_chart",
    "set_language": "survey.language.catalogue",
    "questionnaire_from": "survey.questionnaire.build",
    "QuestionnaireBuilder": "survey.questionnaire.builder",
    "check_questionnaire": "survey.questionnaire.checking",
    "ColumnMap": "survey.questionnaire.column_map",
    "compare_questionnaires": "survey.questionnaire.comparison.compare",
    "verdict_lines": "survey.questionnaire.comparison.lines",
    "verdicts_document": "survey.questionnaire.comparison.page",
    "write_verdicts": "survey.questionnaire.comparison.page_file",
    "read_asked": "survey.questionnaire.comparison.sources",
    "read_version": "survey.questionnaire.comparison.sources",
    "Comparability": "survey.questionnaire.comparison.verdicts",
    "Verdict": "survey.questionnaire.comparison.verdicts",
    "Verdicts": "survey.questionnaire.comparison.verdicts",
    "Draft": "survey.questionnaire.drafting.draft",
    "draft_questionnaire": "survey.questionnaire.drafting.draft",
    "codebook_document": "survey.questionnaire.exchange.codebook",
    "write_codebook": "survey.questionnaire.exchange.codebook",
    "questionnaire_from_workbook": "survey.questionnaire.exchange.workbook_reader",
    "write_questionnaire_workbook": "survey.questionnaire.exchange.workbook_writer",
    "export_questionnaire": "survey.questionnaire.exporting",
    "write_keying_workbook": "survey.questionnaire.forms.keying_workbook",
    "write_form": "survey.questionnaire.forms.word_form",
    "form_words": "survey.questionnaire.forms.words",
    "questionnaire_schema": "survey.questionnaire.json_schema",
    "questionnaires": "survey.questionnaire.location",
    "Lock": "survey.questionnaire.locking.lock",
    "facets_of": "survey.questionnaire.locking.lock",
    "lock_questionnaire": "survey.questionnaire.locking.lock",
    "keep_lock": "survey.questionnaire.locking.lock_file",
    "read_lock": "survey.questionnaire.locking.lock_file",
    "write_lock": "survey.questionnaire.locking.lock_file",
    "verify_lock": "survey.questionnaire.locking.verifying",
    "Questionnaire": "survey.questionnaire.model",
    "Walks": "survey.questionnaire.paths",
    "simulate_paths": "survey.questionnaire.paths",
    "read_questionnaire": "survey.questionnaire.reader",
    "write_questionnaire": "survey.questionnaire.saving",
    "Pace": "survey.questionnaire.walking.pace",
    "disclosure_log": "survey.report.disclosure_log_page",
    "FairSentence": "survey.report.fair_sentences",
    "fair_sentences": "survey.report.fair_sentences",
    "benchmark_sentences": "survey.report.judged_sentences",
    "equivalence_sentences": "survey.report.judged_sentences",
    "rank_sentence": "survey.report.judged_sentences",
    "plan_page": "survey.report.plan_page",
    "progress_document": "survey.report.progress",
    "rates_table": "survey.report.response_rates_page",
    "response_page": "survey.report.response_rates_page",
    "save": "survey.report.save",
    "wave_sentences": "survey.report.wave_sentences",
    "weighting_page": "survey.report.weighting_page",
    "AnswerFile": "survey.responses.answer_files",
    "Opening": "survey.responses.answer_files",
    "check_responses": "survey.responses.checking.check",
    "ResponseChecks": "survey.responses.checking.checks",
    "write_checks": "survey.responses.checking.page_file",
    "ResponseRules": "survey.responses.checking.rules",
    "CleaningLog": "survey.responses.cleaning.log",
    "read_corrections": "survey.responses.cleaning.read",
    "disagreements": "survey.responses.coding.adjudication",
    "read_decisions": "survey.responses.coding.adjudication",
    "write_disagreements": "survey.responses.coding.adjudication",
    "CoderAgreement": "survey.responses.coding.agreement",
    "coder_agreement": "survey.responses.coding.agreement",
    "read_codings": "survey.responses.coding.all_questions",
    "write_coding_sheets": "survey.responses.coding.all_questions",
    "coded": "survey.responses.coding.coded",
    "Coding": "survey.responses.coding.coding",
    "write_coding_sheet": "survey.responses.coding.coding_file",
    "read_coding": "survey.responses.coding.coding_reader",
    "CodeFrame": "survey.responses.coding.frame",
    "code_frame": "survey.responses.coding.frame",
    "compare_frames": "survey.responses.coding.frame_changes",
    "read_code_frame": "survey.responses.coding.frame_file",
    "write_code_frame": "survey.responses.coding.frame_file",
    "coding_page": "survey.responses.coding.page",
    "read_quotations": "survey.responses.coding.quotation_sheet",
    "write_quotations": "survey.responses.coding.quotation_sheet",
    "Quotations": "survey.responses.coding.quotations",
    "quotations": "survey.responses.coding.quotations",
    "compare_keyings": "survey.responses.keying.comparing",
    "KeyingDecisions": "survey.responses.keying.decisions",
    "read_keying_decisions": "survey.responses.keying.decisions",
    "KeyingDifferences": "survey.responses.keying.differences",
    "write_keying_differences": "survey.responses.keying.differences_workbook",
    "Keying": "survey.responses.keying.keying",
    "read_keying": "survey.responses.keying.keying_reader",
    "KeyedAnswers": "survey.responses.keying.resolving",
    "keyed_table": "survey.responses.keying.resolving",
    "WrittenResponses": "survey.responses.labelled.writing",
    "write_responses": "survey.responses.labelled.writing",
    "ColumnMatch": "survey.responses.matching.column_match",
    "read_column_map": "survey.responses.matching.match_reading",
    "match_columns": "survey.responses.matching.matching",
    "Problem": "survey.responses.problems",
    "read_responses": "survey.responses.reading",
    "Responses": "survey.responses.responses",
    "ChangePower": "survey.sampling.change",
    "power_of_change": "survey.sampling.change",
    "CodeCheck": "survey.sampling.codes",
    "check_code": "survey.sampling.codes",
    "respondent_codes": "survey.sampling.codes",
    "SeparatedContacts": "survey.sampling.contacts",
    "separate_contacts": "survey.sampling.contacts",
    "draw_sample": "survey.sampling.draw",
    "Frame": "survey.sampling.frame",
    "read_frame": "survey.sampling.frame_reader",
    "write_frame_template": "survey.sampling.frame_template",
    "WrittenLetters": "survey.sampling.letters",
    "write_letters": "survey.sampling.letters",
    "selection_rank": "survey.sampling.persons",
    "SamplePlan": "survey.sampling.plan",
    "plan_sample": "survey.sampling.planning",
    "ContrastPower": "survey.sampling.power",
    "power_of_contrast": "survey.sampling.power",
    "Sample": "survey.sampling.sample",
    "read_sample": "survey.sampling.sample_file",
    "write_sample": "survey.sampling.sample_file",
    "Secret": "survey.sampling.secret",
    "read_secret": "survey.sampling.secret",
    "SampleSize": "survey.sampling.size",
    "sample_size": "survey.sampling.size",
    "simulate_answers": "survey.simulation.answers",
    "simulate_city": "survey.simulation.building",
    "City": "survey.simulation.city",
    "CityArea": "survey.simulation.city_areas",
    "ContactStep": "survey.simulation.contacts",
    "ResponseModel": "survey.simulation.contacts",
    "SimulatedFieldwork": "survey.simulation.fieldwork",
    "simulate_fieldwork": "survey.simulation.fieldwork",
    "CityModel": "survey.simulation.model",
    "SimulatedWave": "survey.simulation.wave",
    "simulate_wave": "survey.simulation.wave",
    "AddedWave": "survey.study.next_wave.added",
    "add_wave": "survey.study.next_wave.added",
    "Checked": "survey.study.steps.checked",
    "check_path": "survey.study.steps.checked",
    "CodedAnswers": "survey.study.steps.coding",
    "code_answers": "survey.study.steps.coding",
    "copy_example": "survey.study.beginning.example",
    "FollowedFieldwork": "survey.study.steps.followed",
    "fieldwork_of": "survey.study.steps.followed",
    "WaveLock": "survey.study.keeping.locked",
    "locked_wave": "survey.study.keeping.locked",
    "StudyLog": "survey.study.keeping.log",
    "read_study_log": "survey.study.keeping.log",
    "NewStudy": "survey.study.beginning.new_study",
    "new_study": "survey.study.beginning.new_study",
    "PlannedWave": "survey.study.steps.planned",
    "plan_wave": "survey.study.steps.planned",
    "PreparedAnswers": "survey.study.steps.prepared",
    "prepare_answers": "survey.study.steps.prepared",
    "Purged": "survey.study.privacy.purged",
    "purge_study": "survey.study.privacy.purged",
    "SampledWave": "survey.study.steps.sampled",
    "letters_of_wave": "survey.study.steps.sampled",
    "sample_wave": "survey.study.steps.sampled",
    "SharedStudy": "survey.study.privacy.shared",
    "share_study": "survey.study.privacy.shared",
    "RemovedSimulation": "survey.study.steps.simulated",
    "remove_simulated": "survey.study.steps.simulated",
    "simulate_study_frame": "survey.study.steps.simulated",
    "simulate_study_wave": "survey.study.steps.simulated",
    "Stage": "survey.study.rebuilding.stages",
    "StartedStudy": "survey.study.beginning.started",
    "start_study": "survey.study.beginning.started",
    "StudyStatus": "survey.study.progress.status",
    "study_status": "survey.study.progress.status",
    "Study": "survey.study.study",
    "open_study": "survey.study.study",
    "read_house_style": "survey.study.study_file.style_reader",
    "ReviewedWave": "survey.study.steps.reviewed",
    "review_wave": "survey.study.steps.reviewed",
    "TabledWave": "survey.study.steps.tabled",
    "table_wave": "survey.study.steps.tabled",
    "WrittenTemplates": "survey.study.beginning.templates",
    "write_templates": "survey.study.beginning.templates",
    "lock_wave": "survey.study.wave_locks",
    "unlock_wave": "survey.study.wave_locks",
    "verify_wave": "survey.study.wave_locks",
    "wave_names": "survey.study.study_file.wave_names",
    "WeightedAnswers": "survey.study.steps.weighted",
    "weight_answers": "survey.study.steps.weighted",
    "StudyChange": "survey.study.excel.workbook",
    "StudyFromWorkbook": "survey.study.excel.workbook",
    "find_study_workbook": "survey.study.excel.workbook",
    "read_study_workbook": "survey.study.excel.workbook",
    "write_study_workbook": "survey.study.excel.workbook",
    "area_profile": "survey.tables.area_profile",
    "area_table": "survey.tables.area_table",
    "banner": "survey.tables.banner",
    "benchmark_table": "survey.tables.benchmark_table",
    "crosstab_table": "survey.tables.crosstab_table",
    "decomposition_table": "survey.tables.decomposition_table",
    "equivalence_table": "survey.tables.equivalence_table",
    "fair_table": "survey.tables.fair_table",
    "frequency_appendix": "survey.tables.frequency_appendix",
    "grid_table": "survey.tables.grid_table",
    "index_table": "survey.tables.index_table",
    "multiple_response_table": "survey.tables.multiple_response_table",
    "rank_table": "survey.tables.rank_table",
    "regression_table": "survey.tables.regression_table",
    "representativity_overview": "survey.tables.representativity_table",
    "representativity_table": "survey.tables.representativity_table",
    "significance_table": "survey.tables.significance_table",
    "topline": "survey.tables.topline",
    "trend_table": "survey.tables.trend_table",
    "weighting_effect_table": "survey.tables.weighting_effect_table",
    "WeightDiagnostics": "survey.weighting.diagnostics",
    "weight_diagnostics": "survey.weighting.diagnostics",
    "BaseWeights": "survey.weighting.recipe",
    "Calibrate": "survey.weighting.recipe",
    "Nonresponse": "survey.weighting.recipe",
    "Panel": "survey.weighting.recipe",
    "Poststratify": "survey.weighting.recipe",
    "Propensity": "survey.weighting.recipe",
    "Rake": "survey.weighting.recipe",
    "Recipe": "survey.weighting.recipe",
    "Rescale": "survey.weighting.recipe",
    "Trim": "survey.weighting.recipe",
    "UnknownEligibility": "survey.weighting.recipe",
    "WithinDwelling": "survey.weighting.recipe",
    "read_recipe": "survey.weighting.recipe_reader",
    "replicate": "survey.weighting.replicating",
    "TargetTable": "survey.weighting.targets",
    "Targets": "survey.weighting.targets",
    "read_targets": "survey.weighting.targets_reader",
    "write_targets_template": "survey.weighting.targets_template",
    "weight": "survey.weighting.weigh",
    "Weights": "survey.weighting.weights",
}


def _refuse_the_other_survey(folder: Path) -> None:
    """Say plainly that a library for terminal prompts was installed into the same folder."""
    if (folder / "_funnels.py").exists() and (folder / "_widgets.py").exists():
        from survey.language.catalogue import text

        raise ImportError(text("errors.clash.problem"))


_refuse_the_other_survey(Path(__file__).parent)

__all__ = sorted(_PLACES)  # noqa: PLE0605 - the names stand once, above


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """Load a public name when it is first asked for."""
    if name not in _PLACES:
        raise AttributeError(f"module 'survey' has no attribute {name!r}")
    value = getattr(import_module(_PLACES[name]), name)
    setattr(sys.modules[__name__], name, value)
    return value


def __dir__() -> list[str]:
    """The public names."""
    return __all__
