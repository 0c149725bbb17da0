using EmuEdit.Core;
using EmuEdit.Diffusion;
using EmuEdit.TestKit;

namespace EmuEdit.Onnx.Tests;

/// <summary>Which noise levels a model in one file is run on, and whether it takes the picture scaled.</summary>
public sealed class SingleFileSchedulerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SingleFile _file;

    public SingleFileSchedulerTests() => _file = new(_folder);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(120, null, 0.002)]
    [InlineData(80, 0.004f, 0.004f)]
    public void Load_OfCosXl_TakesEdmsNoiseLevelsAndScalesThePicture(float largest, float? smallest, double expected)
    {
        _file.Write("XL");
        _file.Mark("edm_vpred.sigma_max", largest);
        if (smallest is { } given)
            _file.Mark("edm_vpred.sigma_min", given);
        using var bundle = Bundle.Load(_file.Path);
        var config = bundle.Schedule.Config;
        Assert.Equal(
            ("EDMEulerScheduler", PredictionType.Velocity, 1, "exponential"),
            (config.ClassName, config.PredictionType, config.SigmaData, config.SigmaSchedule)
        );
        Assert.Equal((expected, largest), (config.SigmaMin!.Value, config.SigmaMax!.Value));
        Assert.Equal((0.13025f, 0.13025f), (bundle.PictureScale, bundle.Autoencoder.ScalingFactor));
        Assert.Contains("EDM's noise levels", bundle.ScheduleSource, StringComparison.Ordinal);
        Assert.Equal(
            (100, 5, 1.5f),
            (bundle.Config.Defaults.Steps, bundle.Config.Defaults.TextGuidance, bundle.Config.Defaults.ImageGuidance)
        );
    }

    // Read of what diffusers writes, and of what it reads alone; without the key the levels say it.
    [Theory]
    [InlineData("", "EDMEulerScheduler", "StableDiffusionXLInstructPix2PixPipeline", true)]
    [InlineData(", \"is_cosxl_edit\": null", "EDMDPMSolverMultistepScheduler", "StableDiffusionXLInstructPix2PixPipeline", true)]
    [InlineData(", \"is_cosxl_edit\": false", "EDMEulerScheduler", "StableDiffusionXLInstructPix2PixPipeline", false)]
    [InlineData("", "EulerDiscreteScheduler", "StableDiffusionXLInstructPix2PixPipeline", false)]
    [InlineData(", \"is_cosxl_edit\": true", "EulerDiscreteScheduler", "StableDiffusionXLInstructPix2PixPipeline", true)]
    [InlineData("", "EDMEulerScheduler", "StableDiffusionXLPipeline", false)]
    public void ScalesPicture_OfAPipeline_IsWhatItSaysOrCosXlEdits(string says, string scheduler, string pipeline, bool expected)
    {
        RandomCheckpoint.WriteJson(_folder["model_index.json"], $"\"_class_name\": \"{pipeline}\"{says}");
        Assert.Equal(expected, DiffusersFiles.Pipeline(_folder.Path).ScalesImage(new() { ClassName = scheduler }));
    }

    [Fact]
    public void Load_OfCosXl_ExportedToOnnx_KeepsItsLevelsAndScale()
    {
        _file.Write("XL");
        _file.Mark("edm_vpred.sigma_max", 120);
        ModelExport.Write(_file.Path, _folder["bundle"], half: false);
        using var bundle = Bundle.Load(_folder["bundle"]);
        Assert.Equal((120, 0.13025f, 1024), (bundle.Schedule.Config.SigmaMax!.Value, bundle.PictureScale, bundle.ImageSize));
    }

    [Theory]
    [InlineData("v_pred", "", false)]
    [InlineData("v_pred", "ztsnr", true)]
    [InlineData("metadata", "", false)]
    public void Load_OfAFileThatSaysThatItPredictsV_TakesThat(string velocity, string snr, bool rescales)
    {
        _file.Write("1");
        foreach (var marker in new[] { velocity, snr })
            if (marker.EndsWith("_pred", StringComparison.Ordinal) || marker == "ztsnr")
                _file.Tensors[marker] = new([0], []);
        if (velocity == "metadata")
            _file.Metadata["modelspec.prediction_type"] = "v";
        _file.Write();
        var config = Schedule(out _);
        Assert.Equal(
            (PredictionType.Velocity, rescales, rescales ? TimestepSpacing.Trailing : TimestepSpacing.Leading),
            (config.PredictionType, config.RescaleBetasZeroSnr, config.TimestepSpacing)
        );
    }

    [Theory]
    [InlineData("scheduler_config.json")]
    [InlineData("scheduler/scheduler_config.json")]
    public void Load_WithASchedulerBesideIt_TakesIt(string place)
    {
        _file.Write("1");
        RandomCheckpoint.WriteJson(
            _folder["single/" + place],
            "\"_class_name\": \"DDIMScheduler\", \"prediction_type\": \"v_prediction\", "
                + "\"rescale_betas_zero_snr\": true, \"timestep_spacing\": \"trailing\""
        );
        var config = Schedule(out var source);
        Assert.Equal(("DDIMScheduler", PredictionType.Velocity), (config.ClassName, config.PredictionType));
        Assert.EndsWith(Path.GetFileName(place), source, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WithoutASchedulerBesideIt_TakesStableDiffusionsForNoise()
    {
        _file.Write("1");
        var config = Schedule(out var source);
        Assert.Equal(
            ("EulerAncestralDiscreteScheduler", PredictionType.Epsilon, 0.012),
            (config.ClassName, config.PredictionType, config.BetaEnd)
        );
        Assert.EndsWith("has none", source, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("edm_vpred.sigma_max", "EulerDiscreteScheduler", "was trained on EDM's noise levels")]
    [InlineData("v_pred", "DDIMScheduler", "predicts v")]
    public void Load_WithASchedulerThatContradictsIt_SaysSo(string marker, string scheduler, string says)
    {
        _file.Write("1");
        _file.Mark(marker, 120);
        RandomCheckpoint.WriteJson(_folder["single/scheduler_config.json"], $"\"_class_name\": \"{scheduler}\"");
        Assert.Contains(says, Refusal());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(-1)]
    public void Load_OfCosXlWithANoiseLevelThatIsNone_NamesIt(float largest)
    {
        _file.Write("1");
        _file.Mark("edm_vpred.sigma_max", largest);
        Assert.Contains("one number above 0", Refusal());
    }

    private SchedulerConfig Schedule(out string source)
    {
        (var json, source) = ModelSource.Of(_file.Path).Scheduler;
        return SchedulerConfigFile.Parse(json, source);
    }

    private string Refusal() => Assert.Throws<InvalidInputException>(() => Bundle.Load(_file.Path).Dispose()).Message;
}
