using EmuEdit.Core;

namespace EmuEdit.Diffusion;

/// <summary>How beta changes over the training timesteps.</summary>
public enum BetaSchedule
{
    /// <summary><c>linear</c>: equal steps of beta (Ho et al. 2020).</summary>
    Linear,

    /// <summary><c>scaled_linear</c>: equal steps of the square root of beta (latent diffusion).</summary>
    ScaledLinear,

    /// <summary><c>squaredcos_cap_v2</c>: the cosine schedule (Nichol and Dhariwal 2021).</summary>
    SquaredCosine,
}

/// <summary>What the network predicts.</summary>
public enum PredictionType
{
    /// <summary><c>epsilon</c>: the noise.</summary>
    Epsilon,

    /// <summary><c>v_prediction</c>: v = alpha * noise - sigma * sample (Salimans and Ho 2022).</summary>
    Velocity,

    /// <summary><c>sample</c>: the clean sample.</summary>
    Sample,

    /// <summary>
    /// <c>epsilon</c> in EDM's classes: -v, see <see cref="SchedulerConfig.SigmaData"/> (Karras et
    /// al. 2022, table 1).
    /// </summary>
    NegatedVelocity,
}

/// <summary>Which training timesteps a short run visits (Lin et al. 2023, table 2).</summary>
public enum TimestepSpacing
{
    /// <summary><c>leading</c>: multiples of N / steps from 0; never visits the last timestep.</summary>
    Leading,

    /// <summary><c>trailing</c>: starts at the last timestep; use it with zero terminal SNR.</summary>
    Trailing,

    /// <summary><c>linspace</c>: equal steps over both ends.</summary>
    Linspace,
}

/// <summary>Where the sigmas of a run end.</summary>
public enum FinalSigma
{
    /// <summary><c>zero</c>: at the clean sample.</summary>
    Zero,

    /// <summary><c>sigma_min</c>: at the first timestep of training.</summary>
    SigmaMin,
}

/// <summary>
/// The settings of a diffusion schedule, in the terms of diffusers' <c>scheduler_config.json</c>.
/// The default of a property is that of diffusers' <c>DDIMScheduler</c>;
/// <see cref="SchedulerConfigFile"/> applies the defaults of the class that a file names.
/// </summary>
public sealed record SchedulerConfig
{
    /// <summary>Number of timesteps that the network was trained on, 2 to 100 000; default 1000.</summary>
    public int TrainTimesteps { get; init; } = 1000;

    /// <summary>The first beta, in (0, 1); default 0.0001.</summary>
    public double BetaStart { get; init; } = 0.0001;

    /// <summary>The last beta, in (0, 1) and at least <see cref="BetaStart"/>; default 0.02.</summary>
    public double BetaEnd { get; init; } = 0.02;

    /// <summary>How beta changes from the first to the last; default linear.</summary>
    public BetaSchedule BetaSchedule { get; init; } = BetaSchedule.Linear;

    /// <summary>What the network predicts; default the noise.</summary>
    public PredictionType PredictionType { get; init; } = PredictionType.Epsilon;

    /// <summary>
    /// Whether the schedule is rescaled so that the last timestep is pure noise (Lin et al. 2023,
    /// algorithm 1); default false.
    /// </summary>
    public bool RescaleBetasZeroSnr { get; init; }

    /// <summary>Which timesteps a short run visits; default leading.</summary>
    public TimestepSpacing TimestepSpacing { get; init; } = TimestepSpacing.Leading;

    /// <summary>
    /// Offset that is added to every timestep of <see cref="TimestepSpacing.Leading"/>, 0 or more;
    /// default 0.
    /// </summary>
    public int StepsOffset { get; init; }

    /// <summary>
    /// Whether the last step ends at the clean sample (true, the default) or at the noise of
    /// timestep 0.
    /// </summary>
    public bool SetAlphaToOne { get; init; } = true;

    /// <summary>Half the range that a predicted clean sample is clipped to; null for no clipping. Default 1.</summary>
    public double? ClipSampleRange { get; init; } = 1;

    /// <summary>Name of diffusers' class; default DDIMScheduler.</summary>
    public string ClassName { get; init; } = "DDIMScheduler";

    /// <summary>Where the sigmas of a run end; default at the clean sample.</summary>
    public FinalSigma FinalSigma { get; init; }

    /// <summary>Whether sigmas have the spacing of Karras et al. 2022; default false.</summary>
    public bool UseKarrasSigmas { get; init; }

    /// <summary>Whether sigmas are evenly spaced in lambda (Lu et al. 2022); default false.</summary>
    public bool UseLuLambdas { get; init; }

    /// <summary>
    /// The smallest sigma of Karras' spacing; null takes the schedule's. Default of EDM's classes:
    /// 0.002.
    /// </summary>
    public double? SigmaMin { get; init; }

    /// <summary>
    /// The largest sigma of Karras' spacing; null takes the schedule's. Default of EDM's classes:
    /// 80.
    /// </summary>
    public double? SigmaMax { get; init; }

    /// <summary>
    /// The standard deviation of the data in v = sigma_data * alpha * noise - sigma * sample /
    /// sigma_data. Default 1; in EDM's classes 0.5.
    /// </summary>
    public double SigmaData { get; init; } = 1;

    /// <summary>
    /// Spacing of sigmas in EDM's classes: <c>karras</c> (default) or <c>exponential</c>, which is
    /// even in their logarithm.
    /// </summary>
    public string SigmaSchedule { get; init; } = "karras";

    /// <summary>The root in which EDM's <c>karras</c> spaces sigmas evenly; default 7.</summary>
    public double Rho { get; init; } = 7;

    /// <summary>
    /// Whether sigmas are continuous instead of those of training timesteps, as in EDM's classes
    /// (Karras et al. 2022).
    /// </summary>
    public bool IsContinuous => IsOfContinuous(ClassName);

    internal static bool IsOfContinuous(string className) => className.StartsWith("EDM", StringComparison.Ordinal);

    /// <summary>How sigmas are interpolated between timesteps: <c>linear</c> (default) or <c>log_linear</c>.</summary>
    public string InterpolationType { get; init; } = "linear";

    /// <summary>The smallest lambda = log(alpha / sigma) that DPM-Solver visits; default no limit.</summary>
    public double LambdaMinClipped { get; init; } = double.NegativeInfinity;

    /// <summary>Order of a multistep solver, 1 to 3; default 2.</summary>
    public int SolverOrder { get; init; } = 2;

    /// <summary>Variant of DPM-Solver: dpmsolver++ (default), dpmsolver, sde-dpmsolver++ or sde-dpmsolver.</summary>
    public string AlgorithmType { get; init; } = "dpmsolver++";

    /// <summary>Variant of the solver: midpoint (default) or heun for DPM-Solver, bh1 or bh2 for UniPC.</summary>
    public string SolverType { get; init; } = "midpoint";

    /// <summary>Whether the last steps of a short run are of lower order; default true.</summary>
    public bool LowerOrderFinal { get; init; } = true;

    /// <summary>Whether the last step is of first order; default false.</summary>
    public bool EulerAtFinal { get; init; }

    /// <summary>Whether PNDM skips the Runge-Kutta steps; default false.</summary>
    public bool SkipPrkSteps { get; init; }

    /// <summary>Variance of DDPM: fixed_small (default), fixed_small_log or fixed_large.</summary>
    public string VarianceType { get; init; } = "fixed_small";

    /// <summary>Whether UniPC integrates the sample (true, the default) or the noise.</summary>
    public bool PredictX0 { get; init; } = true;

    /// <summary>Steps after which UniPC does not correct; default none.</summary>
    public IReadOnlyList<int> DisableCorrector { get; init; } = [];

    /// <summary>Number of timesteps that a consistency model was distilled on; default 50.</summary>
    public int OriginalInferenceSteps { get; init; } = 50;

    /// <summary>Factor of a consistency model's timesteps in its boundary condition; default 10.</summary>
    public double TimestepScaling { get; init; } = 10;

    /// <summary>Whether a predicted sample is thresholded (Saharia et al. 2022); default false.</summary>
    public bool Thresholding { get; init; }

    /// <summary>Share of the sample's values that stay within the limit of thresholding; default 0.995.</summary>
    public double DynamicThresholdingRatio { get; init; } = 0.995;

    /// <summary>The largest limit of thresholding; default 1.</summary>
    public double SampleMaxValue { get; init; } = 1;

    /// <summary>Checks every range.</summary>
    /// <returns>This configuration.</returns>
    /// <exception cref="InvalidInputException">
    /// A value is out of its range, or two values contradict each other.
    /// </exception>
    public SchedulerConfig Validated()
    {
        Require(TrainTimesteps is >= 2 and <= 100_000, "num_train_timesteps", TrainTimesteps, "2 to 100000");
        Require(BetaStart is > 0 and < 1, "beta_start", BetaStart, "a number between 0 and 1");
        Require(BetaEnd < 1 && BetaEnd >= BetaStart, "beta_end", BetaEnd, "a number from beta_start to below 1");
        Require(StepsOffset >= 0 && StepsOffset < TrainTimesteps, "steps_offset", StepsOffset, "0 to num_train_timesteps - 1");
        Require(SolverOrder is >= 1 and <= 3, "solver_order", SolverOrder, "1 to 3");
        Require(OriginalInferenceSteps is >= 1, "original_inference_steps", OriginalInferenceSteps, "1 or more");
        Require(ClipSampleRange is null or > 0, "clip_sample_range", ClipSampleRange, "a number above 0");
        if (IsContinuous)
            CheckSigmas();
        // A rescaled schedule leaves only noise at the last timestep, and predicting that noise
        // gives no information on the sample.
        if (RescaleBetasZeroSnr && PredictionType == PredictionType.Epsilon && TimestepSpacing != TimestepSpacing.Leading)
            throw new InvalidInputException(
                "rescale_betas_zero_snr with prediction_type 'epsilon'",
                "'v_prediction' or 'sample' with a zero terminal SNR",
                "use timestep_spacing 'leading', which does not visit the last timestep"
            );
        return this;
    }

    private void CheckSigmas()
    {
        const double most = 1e6;
        Require(SigmaMin is > 0 and < most, "sigma_min", SigmaMin, "a number above 0");
        Require(SigmaMax > SigmaMin && SigmaMax < most, "sigma_max", SigmaMax, "a number above sigma_min, below 1e6");
        Require(SigmaData is > 0 and < most, "sigma_data", SigmaData, "a number above 0");
        Require(Rho is > 0 and < most, "rho", Rho, "a number above 0");
        Require(
            PredictionType is PredictionType.Velocity or PredictionType.NegatedVelocity,
            $"{ClassName} with prediction_type",
            PredictionType,
            "'epsilon' or 'v_prediction'"
        );
    }

    private static void Require(bool valid, string key, object? given, string allowed)
    {
        if (!valid)
            throw new InvalidInputException($"{key} {given}", allowed, "correct scheduler_config.json");
    }
}
