using EmuEdit.Core;

namespace EmuEdit.Diffusion.Tests;

public sealed class SchedulerConfigFileTests
{
    [Fact]
    public void Parse_EmptyFile_TakesTheClassDefaultsAndNotStableDiffusions()
    {
        var config = SchedulerConfigFile.Parse("{}", "test");
        Assert.Equal(new SchedulerConfig(), config);
        Assert.Equal((0.0001, 0.02, BetaSchedule.Linear), (config.BetaStart, config.BetaEnd, config.BetaSchedule));
    }

    [Theory]
    [InlineData("DDIMScheduler", TimestepSpacing.Leading, true, true)]
    [InlineData("PNDMScheduler", TimestepSpacing.Leading, false, false)]
    [InlineData("EulerDiscreteScheduler", TimestepSpacing.Linspace, false, true)]
    [InlineData("DPMSolverMultistepScheduler", TimestepSpacing.Linspace, false, true)]
    public void Parse_ClassNameAlone_TakesThatClassesDefaults(string className, TimestepSpacing spacing, bool clips, bool endsClean)
    {
        var config = SchedulerConfigFile.Parse($$"""{"_class_name":"{{className}}"}""", "test");
        Assert.Equal((spacing, clips, endsClean), (config.TimestepSpacing, config.ClipSampleRange is not null, config.SetAlphaToOne));
    }

    [Fact]
    public void Parse_EveryKey_IsRead()
    {
        var config = SchedulerConfigFile.Parse(
            """
            {"_class_name":"DDIMScheduler","num_train_timesteps":500,"beta_start":0.00085,"beta_end":0.012,"beta_schedule":"scaled_linear",
             "prediction_type":"v_prediction","rescale_betas_zero_snr":true,"timestep_spacing":"trailing","steps_offset":1,
             "set_alpha_to_one":false,"clip_sample":true,"clip_sample_range":2.5,"trained_betas":null}
            """, "test");
        Assert.Equal(new SchedulerConfig
        {
            TrainTimesteps = 500,
            BetaStart = 0.00085,
            BetaEnd = 0.012,
            BetaSchedule = BetaSchedule.ScaledLinear,
            PredictionType = PredictionType.Velocity,
            RescaleBetasZeroSnr = true,
            TimestepSpacing = TimestepSpacing.Trailing,
            StepsOffset = 1,
            SetAlphaToOne = false,
            ClipSampleRange = 2.5,
        }, config);
    }

    [Theory]
    [InlineData("""{"beta_schedule":"sigmoid"}""", "scaled_linear")]
    [InlineData("""{"prediction_type":"flow"}""", "v_prediction")]
    [InlineData("""{"timestep_spacing":"karras"}""", "trailing")]
    [InlineData("""{"_class_name":"FlowMatchScheduler"}""", "DDIM")]
    [InlineData("""{"num_train_timesteps":0}""", "2 to 100000")]
    [InlineData("""{"beta_end":1.5}""", "below 1")]
    [InlineData("""{"trained_betas":[0.1]}""", "null")]
    [InlineData("""{"use_beta_sigmas":true}""", "false")]
    [InlineData("""{"new_switch":3}""", "keys of diffusers' schedulers")]
    [InlineData("""{"_class_name":"HeunDiscreteScheduler"}""", "EulerDiscreteScheduler")]
    [InlineData("""{"num_train_timesteps":"many"}""", "JSON object")]
    [InlineData("""{"beta_start":""", "JSON object")]
    [InlineData("""[1, 2]""", "JSON object")]
    [InlineData("""{"rescale_betas_zero_snr":true,"timestep_spacing":"trailing"}""", "v_prediction")]
    public void Parse_ValueThatCannotBeUsed_SaysWhatIsAllowed(string json, string allowed) =>
        Assert.Contains(
            allowed,
            Assert.Throws<InvalidInputException>(() => SchedulerConfigFile.Parse(json, "scheduler_config.json")).Message
        );

    [Fact]
    public void Parse_NumbersOfPython_AreRead()
    {
        var config = SchedulerConfigFile.Parse(
            """{"_class_name":"DPMSolverMultistepScheduler","lambda_min_clipped": -Infinity,"sample_max_value":Infinity}""",
            "test"
        );
        Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), (config.LambdaMinClipped, config.SampleMaxValue));
    }

    [Fact]
    public void Load_NoFile_NamesIt() =>
        Assert.Contains("nowhere.json", Assert.Throws<InvalidInputException>(() => SchedulerConfigFile.Load("nowhere.json")).Message);
}
